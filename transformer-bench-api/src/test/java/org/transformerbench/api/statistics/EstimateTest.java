package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;

class EstimateTest {

    @Test
    void of_three_values_has_students_interval_with_two_degrees_of_freedom() {
        Estimate estimate = Estimate.of(1, 2, 3);

        assertThat(estimate.mean()).isEqualTo(2);
        assertThat(estimate.standardDeviation()).isCloseTo(1, within(1e-12));
        // t(0.975, 2) = 4.302653, over the root of 3.
        assertThat(estimate.interval()).hasValueSatisfying(interval -> {
            assertThat(interval.low()).isCloseTo(2 - 2.484138, within(1e-5));
            assertThat(interval.high()).isCloseTo(2 + 2.484138, within(1e-5));
        });
    }

    @Test
    void of_one_value_has_no_interval() {
        assertThat(Estimate.of(0.25)).isEqualTo(new Estimate(0.25, 0, 1, java.util.Optional.empty()));
    }

    @Test
    void of_equal_values_has_no_interval_as_no_variance_is_no_certainty() {
        assertThat(Estimate.of(0.5, 0.5).interval()).isEmpty();
        assertThat(Estimate.of(0.5, 0.5).standardDeviation()).isZero();
    }

    @Test
    void of_a_value_that_is_not_finite_has_no_interval() {
        assertThat(Estimate.of(1, Double.NaN).interval()).isEmpty();
        assertThat(Estimate.of(1, Double.POSITIVE_INFINITY).interval()).isEmpty();
    }

    @Test
    void rejects_no_values() {
        assertThatThrownBy(Estimate::of).isInstanceOf(ConfigException.class).hasMessageContaining("values (0)");
    }

    @Test
    void wilsons_interval_is_that_of_the_textbook_and_stays_in_range() {
        // 8 of 10: Newcombe, "Two-sided confidence intervals for the single proportion", method 3.
        assertThat(Interval.ofShare(8, 10).low()).isCloseTo(0.4902, within(1e-4));
        assertThat(Interval.ofShare(8, 10).high()).isCloseTo(0.9433, within(1e-4));
        assertThat(Interval.ofShare(0, 10).low()).isZero();
        assertThat(Interval.ofShare(0, 10).high()).isCloseTo(0.2775, within(1e-4));
        assertThat(Interval.ofShare(10, 10).high()).isEqualTo(1);
    }

    @Test
    void rejects_more_successes_than_trials() {
        assertThatThrownBy(() -> Interval.ofShare(11, 10))
                .isInstanceOf(ConfigException.class)
                .hasMessage("successes (11) must be between 0 and 10");
    }
}
