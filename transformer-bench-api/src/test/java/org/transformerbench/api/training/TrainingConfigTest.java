package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;

class TrainingConfigTest {
    private static final TrainingConfig DEFAULTS = TrainingConfig.defaults();

    @Test
    void has_the_values_of_the_notebook() {
        assertThat(DEFAULTS.optimizer()).isEqualTo(new AdamW(1e-3, 0.9, 0.999, 1e-8, 1e-4));
        assertThat(DEFAULTS.batchSize()).isEqualTo(2048);
        assertThat(DEFAULTS.maxSteps()).hasValue(20_000);
        assertThat(DEFAULTS.maxTime()).contains(Duration.ofSeconds(60));
        assertThat(DEFAULTS.evaluationInterval()).isEqualTo(50);
        assertThat(DEFAULTS.stopAccuracy()).hasValue(0.995);
    }

    /** Each copy is compared with a change of that single value by name, so that no argument can be mixed up. */
    @Test
    void changes_one_value_and_keeps_the_others() {
        same(DEFAULTS.withLearningRate(0.25), Map.of("learningRate", "0.25"));
        same(DEFAULTS.withBatchSize(17), Map.of("batchSize", "17"));
        same(DEFAULTS.withMaxTime(Duration.ofMinutes(5)), Map.of("maxTime", "PT5M"));
        same(DEFAULTS.withEvaluationInterval(9), Map.of("evaluationInterval", "9"));
        same(DEFAULTS.withStopAccuracy(OptionalDouble.empty()), Map.of("stopAccuracy", "none"));
        same(DEFAULTS.forSteps(30), Map.of("maxSteps", "30", "maxTime", "none"));
    }

    private static void same(TrainingConfig changed, Map<String, String> values) {
        assertThat(changed).isEqualTo(new Configs().with(DEFAULTS, values)).isNotEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({
        "batchSize, 0, batchSize (0) must be at least 1",
        "maxSteps, 0, maxSteps (0) must be at least 1",
        "maxTokens, 0, maxTokens (0) must be at least 1",
        "maxTime, PT0S, maxTime (PT0S) must be longer than nothing",
        "maxTime, PT-1S, maxTime (PT-1S) must be longer than nothing",
        "evaluationInterval, 0, evaluationInterval (0) must be at least 1",
        "stopAccuracy, 1, stopAccuracy (1.0) must be at least 0.0 and below 1.0",
        "learningRate, 0, learningRate (0.0) must be a finite number above 0",
    })
    void rejects_values_outside_of_their_ranges(String key, String value, String message) {
        assertThatThrownBy(() -> new Configs().with(DEFAULTS, Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void rejects_a_run_without_any_budget() {
        assertThatThrownBy(() -> new Configs().with(DEFAULTS, Map.of("maxSteps", "none", "maxTime", "none")))
                .hasMessageContaining("the run never ends");
    }
}
