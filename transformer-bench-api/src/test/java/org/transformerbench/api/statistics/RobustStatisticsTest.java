package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.statistics.SurvivalMedian.Observation;

/** Statistics that do not ask for a bell curve. */
class RobustStatisticsTest {

    /** The example of the English Wikipedia's article "Interquartile mean". */
    @Test
    void the_interquartile_mean_is_that_of_the_worked_example() {
        InterquartileMean mean = InterquartileMean.of(List.of(new double[] {5, 8, 4, 38, 8, 6, 9, 7, 7, 3, 1, 6}));

        assertThat(mean.value()).isEqualTo(6.5);
        assertThat(mean.count()).isEqualTo(12);
        assertThat(mean.interval()).hasValueSatisfying(interval -> {
            assertThat(interval.contains(6.5)).isTrue();
            assertThat(interval.low()).isBetween(3.5, 6.0);
            assertThat(interval.high()).isBetween(7.0, 9.0);
        });
    }

    @Test
    void the_interquartile_mean_of_several_tasks_takes_all_runs_together_and_draws_by_task() {
        double[] low = {0, 0, 0, 0};
        double[] high = {1, 1, 1, 1};
        InterquartileMean mean = InterquartileMean.of(List.of(low, high));

        assertThat(mean.value()).isEqualTo(0.5);
        // Drawn from all runs together it would vary.
        assertThat(mean.interval()).hasValue(new Interval(0.5, 0.5));
    }

    @Test
    void the_same_values_have_the_same_bootstrap_interval() {
        double[] values = {0.1, 0.4, 0.2, 0.9, 0.7};

        assertThat(InterquartileMean.of(List.of(values))).isEqualTo(InterquartileMean.of(List.of(values.clone())));
    }

    @Test
    void few_values_have_no_bootstrap_interval_and_none_have_no_mean() {
        assertThat(InterquartileMean.of(List.of(new double[] {1, 2, 6})).interval())
                .isEmpty();
        assertThat(InterquartileMean.of(List.of(new double[] {1, 2, 6})).value())
                .isEqualTo(3);
        assertThatThrownBy(() -> InterquartileMean.of(List.of(new double[0])))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("values (0)");
    }

    @Test
    void the_bootstrap_interval_of_a_mean_is_close_to_that_of_the_bell_curve() {
        double[] values = new SplittableRandom(3).doubles(400).toArray();
        Estimate estimate = Estimate.of(values);
        double half = 1.96 * estimate.standardDeviation() / Math.sqrt(values.length);

        Interval interval = Bootstrap.interval(
                List.of(values),
                drawn -> DoubleStream.of(drawn.get(0)).average().orElseThrow());

        assertThat(interval.low()).isCloseTo(estimate.mean() - half, within(0.1 * half));
        assertThat(interval.high()).isCloseTo(estimate.mean() + half, within(0.1 * half));
    }

    @Test
    void the_probability_of_improvement_counts_pairs_and_half_the_ties() {
        double[] one = {1, 2, 3};
        double[] other = {2, 2, 0};

        assertThat(ImprovementProbability.of(one, other, true).value()).isCloseTo(6 / 9.0, within(1e-12));
        assertThat(ImprovementProbability.of(one, other, false).value()).isCloseTo(3 / 9.0, within(1e-12));
        assertThat(ImprovementProbability.of(one, other, true).interval()).isEmpty();
        double[] high = {6, 7, 8, 9, 10};
        double[] low = {1, 2, 3, 4, 5};
        assertThat(ImprovementProbability.of(high, low, true))
                .isEqualTo(new ImprovementProbability(1, Optional.of(new Interval(1, 1))));
    }

    @Test
    void a_performance_profile_holds_the_share_of_runs_that_reach_each_score() {
        PerformanceProfile profile = PerformanceProfile.of(new double[] {0.2, 0.95, 1, 1, 0.5}, true, 0.2, 0.9, 1);

        assertThat(profile.points()).extracting(PerformanceProfile.Point::share).containsExactly(1.0, 0.6, 0.4);
        assertThat(profile.points().get(1).interval())
                .hasValueSatisfying(
                        interval -> assertThat(interval.contains(0.6)).isTrue());
        assertThat(PerformanceProfile.of(new double[] {1.5, 1.7}, false, 1.6)
                        .points()
                        .get(0)
                        .share())
                .isEqualTo(0.5);
    }

    @Test
    void seeds_that_learn_or_stay_on_a_plateau_are_in_two_clusters() {
        assertThat(Bimodality.of(1, 0.46, 0.99, 0.45, 1)).isTrue();
        assertThat(Bimodality.of(0.998, 0.01, 1, 0.999, 0.997)).isTrue();
        assertThat(Bimodality.of(1, 1, 1, 1, 0.9998)).isFalse();
        assertThat(Bimodality.of(1, 1, 1, 1, 1)).isFalse();
        assertThat(Bimodality.of(0.6, 0.7, 0.75, 0.8, 0.9)).isFalse();
        assertThat(Bimodality.of(1, 0, 0, 1)).isFalse();
        assertThat(Bimodality.of(1, 0, 0, 1, Double.NaN)).isFalse();
    }

    @Test
    void values_of_a_bell_curve_are_seldom_taken_for_two_clusters() {
        SplittableRandom random = new SplittableRandom(4);
        for (int count : new int[] {5, 8, 20}) {
            int clusters = 0;
            for (int i = 0; i < 1000; i++) {
                clusters += Bimodality.of(random.doubles(count)
                                .map(unused -> 1 + 0.2 * random.nextGaussian())
                                .toArray())
                        ? 1
                        : 0;
            }
            assertThat(clusters).as("of 1000 samples of %d", count).isLessThan(50);
        }
    }

    /** Freireich et al. 1963, remission in weeks; R's survfit has 23 (16 to NA) and 8 (4 to 12). */
    @Test
    void the_median_of_kaplan_and_meier_is_that_of_r_on_the_leukaemia_data() {
        SurvivalMedian treated = SurvivalMedian.of(observations(
                List.of(6, 6, 6, 7, 10, 13, 16, 22, 23), List.of(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)));
        SurvivalMedian placebo = SurvivalMedian.of(observations(
                List.of(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23), List.of()));

        assertThat(treated.median()).hasValue(23);
        assertThat(treated.low()).hasValue(16);
        assertThat(treated.high()).isEmpty();
        assertThat(placebo.median()).hasValue(8);
        assertThat(placebo.low()).hasValue(4);
        assertThat(placebo.high()).hasValue(12);
    }

    @Test
    void fewer_than_half_that_got_there_have_no_median() {
        assertThat(SurvivalMedian.of(observations(List.of(5), List.of(100, 100)))
                        .median())
                .isEmpty();
        assertThat(SurvivalMedian.of(List.of()).median()).isEmpty();
    }

    private static List<Observation> observations(List<Integer> reached, List<Integer> ended) {
        List<Observation> observations = new ArrayList<>();
        reached.forEach(time -> observations.add(new Observation(time, true)));
        ended.forEach(time -> observations.add(new Observation(time, false)));
        return observations;
    }

    @Test
    void a_success_rate_has_wilsons_interval_and_says_so_in_words() {
        SuccessRate rate = SuccessRate.of(0.995, 2, 3);

        assertThat(rate.interval()).isEqualTo(Interval.ofShare(2, 3));
        assertThat(rate.text()).isEqualTo("2 of 3 seeds reached accuracy 0.995");
        assertThatThrownBy(() -> SuccessRate.of(0.995, 4, 3))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("successes (4)");
    }

    /** Newcombe 1998, table II, method 10, cases (a), (c) and (h). */
    @Test
    void the_interval_of_a_difference_of_shares_is_newcombes() {
        assertThat(Interval.ofShareDifference(56, 70, 48, 80)).satisfies(interval -> {
            assertThat(interval.low()).isCloseTo(0.0524, within(5e-5));
            assertThat(interval.high()).isCloseTo(0.3339, within(5e-5));
        });
        assertThat(Interval.ofShareDifference(9, 10, 3, 10)).satisfies(interval -> {
            assertThat(interval.low()).isCloseTo(0.1705, within(5e-5));
            assertThat(interval.high()).isCloseTo(0.8090, within(5e-5));
        });
        assertThat(Interval.ofShareDifference(10, 10, 0, 10).high()).isCloseTo(1, within(1e-12));
    }
}
