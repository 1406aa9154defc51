package org.transformerbench.api.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.config.ConfigException;

class SamplingTest {
    private static final int DRAWS = 40_000;
    /** The second row is the one that is read; its probabilities are 1/8, 4/8, 2/8, 1/8. */
    private static final float[] LOGITS = {9, 9, 9, 9, 0, (float) Math.log(4), (float) Math.log(2), 0};

    private static double[] shares(Sampling sampling) {
        SplittableRandom random = new SplittableRandom(42);
        double[] shares = new double[4];
        IntStream.range(0, DRAWS).forEach(i -> shares[sampling.choose(LOGITS, 4, 4, random)] += 1.0 / DRAWS);
        return shares;
    }

    @Test
    void temperature_one_draws_by_the_models_own_probabilities() {
        assertThat(shares(Sampling.of(1)))
                .containsExactly(new double[] {1 / 8.0, 1 / 2.0, 1 / 4.0, 1 / 8.0}, within(0.01));
    }

    @Test
    void half_the_temperature_squares_the_odds() {
        assertThat(shares(Sampling.of(0.5)))
                .containsExactly(new double[] {1 / 22.0, 16 / 22.0, 4 / 22.0, 1 / 22.0}, within(0.01));
    }

    @Test
    void top_k_keeps_the_k_most_likely_and_their_odds() {
        assertThat(shares(new Sampling(1, OptionalInt.of(2))))
                .containsExactly(new double[] {0, 2 / 3.0, 1 / 3.0, 0}, within(0.01));
    }

    @Test
    void top_k_keeps_the_first_of_equals() {
        assertThat(shares(new Sampling(1, OptionalInt.of(3))))
                .containsExactly(new double[] {1 / 7.0, 4 / 7.0, 2 / 7.0, 0}, within(0.01));
    }

    @Test
    void a_k_as_large_as_the_vocabulary_changes_nothing() {
        assertThat(shares(new Sampling(1, OptionalInt.of(99)))).isEqualTo(shares(Sampling.of(1)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 1e-300})
    void no_temperature_takes_the_most_likely(double temperature) {
        assertThat(shares(Sampling.of(temperature))).containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
        assertThat(Sampling.greedy().choose(new float[] {1, 3, 3}, 0, 3, null)).isEqualTo(1);
    }

    @Test
    void tokens_that_are_impossible_are_never_chosen() {
        float[] logits = {Float.NEGATIVE_INFINITY, 1, Float.NEGATIVE_INFINITY};
        SplittableRandom random = new SplittableRandom(1);
        assertThat(IntStream.range(0, 100).map(i -> Sampling.of(1).choose(logits, 0, 3, random)))
                .containsOnly(1);
    }

    @Test
    void logits_that_are_no_numbers_are_refused() {
        assertThatThrownBy(() -> Sampling.of(1).choose(new float[] {1, Float.NaN}, 0, 2, new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not finite");
    }

    @Test
    void impossible_values_are_refused() {
        assertThatThrownBy(() -> Sampling.of(-0.1)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> Sampling.of(Double.NaN)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> new Sampling(1, OptionalInt.of(0)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("topK (0) must be at least 1");
    }
}
