package org.transformerbench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Fakes.WidthConfig;
import org.transformerbench.api.config.ConfigException;

/** Tensor, Batch, SequenceShape, AdamW, TrainingSpec and what ExampleSet does by default. */
class ValuesTest {

    @Test
    void a_tensor_checks_that_its_shape_holds_its_values() {
        assertThat(Tensor.of(new float[6], 2, 3).size()).isEqualTo(6);
        assertThat(Tensor.of(new float[] {4}).shape()).isEmpty();
        assertThat(Tensor.of(new float[0], 3, 0).size()).isZero();
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A tensor of shape [2, 3] holds 6 values, not 5");
        assertThatThrownBy(() -> Tensor.of(new float[6], -2, -3))
                .hasMessage("A tensor of shape [-2, -3] has a negative dimension");
        assertThatThrownBy(() -> Tensor.of(new float[0], 1L << 32, 1L << 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds 18446744073709551616 values, not 0");
    }

    @Test
    void a_tensor_compares_shape_and_values_and_guards_its_shape() {
        long[] shape = {2, 3};
        Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, shape);
        shape[0] = 9;
        tensor.shape()[1] = 9;

        assertThat(tensor)
                .isEqualTo(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3))
                .hasSameHashCodeAs(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3))
                .isNotEqualTo(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                .isNotEqualTo(Tensor.of(new float[] {1, 2, 3, 4, 5, 7}, 2, 3))
                .hasToString("Tensor[2, 3]");
    }

    @Test
    void a_batch_counts_the_targets_that_are_not_ignored() {
        assertThat(new Batch(2, 1, 2, new int[2], new int[] {0, Batch.IGNORED, 5, Batch.IGNORED}).countedTargets())
                .isEqualTo(2);
        assertThat(new Batch(1, 1, 1, new int[1], new int[] {Batch.IGNORED}).countedTargets())
                .isZero();
    }

    @Test
    void a_batch_checks_the_lengths_of_its_arrays() {
        assertThat(new Batch(2, 3, 1, new int[6], new int[2]).size()).isEqualTo(2);
        assertThatThrownBy(() -> new Batch(2, 3, 1, new int[5], new int[2]))
                .isInstanceOf(ConfigException.class)
                .hasMessage("tokens (5) must have size (2) x positions (3) ids");
        assertThatThrownBy(() -> new Batch(2, 3, 3, new int[6], new int[2]))
                .hasMessage("targets (2) must have size (2) x targetsPerExample (3) ids");
        assertThatThrownBy(() -> new Batch(0, 3, 1, new int[0], new int[0])).hasMessage("size (0) must be at least 1");
        assertThatThrownBy(() -> new Batch(1 << 16, 1 << 16, 1, new int[0], new int[1 << 16]))
                .as("the product of sizes must not overflow to 0")
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void a_sequence_shape_has_an_output_per_position_or_one() {
        assertThat(SequenceShape.of(16, 12, Targets.EVERY)).isEqualTo(new SequenceShape(16, 12, 12));
        assertThat(SequenceShape.of(16, 12, Targets.LAST)).isEqualTo(new SequenceShape(16, 12, 1));
        assertThatThrownBy(() -> new SequenceShape(1, 12, 1)).hasMessage("vocabularySize (1) must be at least 2");
        assertThatThrownBy(() -> new SequenceShape(2, 0, 1)).hasMessage("contextLength (0) must be at least 1");
        assertThatThrownBy(() -> new SequenceShape(2, 1, 0)).hasMessage("outputPositions (0) must be at least 1");
    }

    @ParameterizedTest
    @CsvSource({
        "0,   0.9, 0.99, 1e-8, 0,    learningRate (0.0) must be a finite number above 0",
        "1,   1,   0.99, 1e-8, 0,    beta1 (1.0) must be at least 0.0 and below 1.0",
        "1,   0.9, -0.1, 1e-8, 0,    beta2 (-0.1) must be at least 0.0 and below 1.0",
        "1,   0.9, 0.99, 0,    0,    epsilon (0.0) must be a finite number above 0",
        "1,   0.9, 0.99, 1e-8, -0.5, weightDecay (-0.5) must be a finite number of at least 0",
        "NaN, 0.9, 0.99, 1e-8, 0,    learningRate (NaN) must be a finite number above 0",
    })
    void adamw_rejects_values_outside_of_their_ranges(
            double rate, double beta1, double beta2, double epsilon, double decay, String message) {
        assertThatThrownBy(() -> new AdamW(rate, beta1, beta2, epsilon, decay)).hasMessage(message);
    }

    @Test
    void adamw_accepts_the_ends_of_its_ranges() {
        assertThat(new AdamW(5, 0, 0, 1e-30, 0).beta1()).isZero();
    }

    @Test
    void a_spec_knows_how_many_targets_an_example_has() {
        assertThat(spec(Targets.EVERY, Targets.LAST, 12).targetsPerExample(9)).isEqualTo(1);
        assertThat(spec(Targets.EVERY, Targets.EVERY, 12).targetsPerExample(9)).isEqualTo(9);
        assertThat(spec(Targets.LAST, Targets.EVERY, 4).targetsPerExample(9)).isEqualTo(4);
    }

    private static TrainingSpec<WidthConfig> spec(Targets predicts, Targets targets, int outputs) {
        return new TrainingSpec<>(
                new FakeModel("gpt", predicts),
                new WidthConfig(6),
                new SequenceShape(3, 12, outputs),
                targets,
                new AdamW(1, 0, 0, 1, 0),
                new SeedStreams(2));
    }

    @Test
    void an_example_set_reads_a_batch_in_the_order_of_the_indices() {
        Batch batch = Rows.of(new int[][] {{5, 0, 1}, {6, 1, 2}, {7, 2, 0}}).batch(2, 0, 2);
        assertThat(batch.tokens()).containsExactly(7, 5, 7);
        assertThat(batch.targets()).containsExactly(2, 0, 0, 1, 2, 0);
        assertThat(batch.targetsPerExample()).isEqualTo(2);
    }

    @Test
    void a_trained_model_counts_its_values() {
        try (Fakes.FakeSession session = new Fakes.FakeSession()) {
            assertThat(session.parameterCount()).isEqualTo(11);
        }
    }
}
