package org.transformerbench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;

class ConfusionMatrixTest {
    private static final ConfusionMatrix ANIMALS =
            ConfusionMatrix.of(List.of("cat", "dog", "owl", "yak"), new long[][] {
                {8, 2, 0, 0},
                {1, 3, 0, 0},
                {0, 5, 0, 0},
                {0, 0, 0, 0}
            });

    @Test
    void says_how_well_each_class_is_found() {
        assertThat(ANIMALS.examples(0)).isEqualTo(10);
        assertThat(ANIMALS.predictions(1)).isEqualTo(10);
        assertThat(ANIMALS.recall(0)).isEqualTo(0.8);
        assertThat(ANIMALS.precision(1)).isEqualTo(0.3);
        assertThat(ANIMALS.f1(0)).isEqualTo(2 * 8 / 19.0);
        assertThat(ANIMALS.precision(2)).isZero();
        assertThat(ANIMALS.recall(3)).isZero();
    }

    @Test
    void the_mean_of_f1_is_over_classes_that_have_examples() {
        assertThat(ANIMALS.macroF1()).isEqualTo((16 / 19.0 + 6 / 14.0 + 0) / 3, within(1e-12));
        assertThat(ConfusionMatrix.of(List.of("a"), new long[][] {{0}}).macroF1())
                .isZero();
    }

    @Test
    void survives_json_with_the_metrics_that_it_is_part_of() {
        TaskMetrics metrics = new TaskMetrics(
                List.of(
                        TaskMetric.of("macro-F1", ANIMALS.macroF1()),
                        TaskMetric.share("exact match", new Slice("input length", "3 to 4"), 2, 3)),
                Optional.of(ANIMALS));
        Configs configs = new Configs();
        assertThat(configs.read(configs.write(metrics), TaskMetrics.class)).isEqualTo(metrics);
    }

    @Test
    void rejects_what_is_no_matrix() {
        assertThatThrownBy(() -> ConfusionMatrix.of(List.of("a", "a"), new long[2][2]))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must not repeat a name");
        assertThatThrownBy(() -> ConfusionMatrix.of(List.of("a", "b"), new long[1][2]))
                .hasMessage("counts (1 rows) must have one for each label");
        assertThatThrownBy(() -> ConfusionMatrix.of(List.of("a", "b"), new long[2][3]))
                .hasMessageContaining("must have a count for each label in each row");
        assertThatThrownBy(() -> ConfusionMatrix.of(List.of("a"), new long[][] {{-1}}))
                .hasMessage("counts (-1) must be at least 0");
    }

    @Test
    void a_share_of_trials_is_between_0_and_1() {
        assertThatThrownBy(() -> new TaskMetric("x", Optional.empty(), 1.5, OptionalLong.of(3)))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> TaskMetric.of("x", Double.NaN)).hasMessage("value (NaN) must be finite");
    }
}
