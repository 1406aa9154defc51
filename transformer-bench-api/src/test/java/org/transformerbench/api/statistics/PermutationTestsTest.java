package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The permutation tests, their choice, and the correction for many of them. */
class PermutationTestsTest {

    /** Darwin's maize, in eighths of an inch: Fisher counted 863 of 32,768 ways with a sum of at least 314. */
    @Test
    void the_paired_test_finds_what_fisher_counted() {
        double[] differences = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

        assertThat(SignFlipTest.pValue(differences)).isEqualTo(2 * 863 / 32_768.0);
    }

    @Test
    void the_paired_test_takes_equal_sums_for_equal_in_spite_of_rounding() {
        // 0.1 + 0.2 is not 0.3 in binary; 4 of 8 ways have a sum of 0.6 or 0 each way.
        assertThat(SignFlipTest.pValue(0.1, 0.2, 0.3)).isEqualTo(2 / 8.0);
        assertThat(SignFlipTest.pValue(0.1, 0.2, -0.3)).isEqualTo(1);
        assertThat(SignFlipTest.pValue(0.3, 0.2, -0.1)).isEqualTo(4 / 8.0);
    }

    @Test
    void the_paired_test_sees_no_difference_where_there_is_none() {
        assertThat(SignFlipTest.pValue()).isEqualTo(1);
        assertThat(SignFlipTest.pValue(0, 0, 0, 0, 0, 0, 0, 0)).isEqualTo(1);
    }

    @Test
    void the_paired_test_of_many_pairs_draws_the_same_samples_each_time_and_is_close_to_the_exact_one() {
        SplittableRandom random = new SplittableRandom(5);
        double[] some = random.doubles(40, -0.7, 1).toArray();
        double[] more = Arrays.copyOf(some, 41);

        double exact = SignFlipTest.pValue(some);
        assertThat(SignFlipTest.pValue(more)).isCloseTo(exact, within(0.005)).isEqualTo(SignFlipTest.pValue(more));
        assertThat(exact).isBetween(0.001, 0.5);
    }

    /** The test of ranks is Wilcoxon's test, in whose tables the rank sum 17 of 5 and 5 has a one-sided probability of 0.0159, 18 of 0.0278. */
    @Test
    void the_test_of_both_groups_has_the_probabilities_of_wilcoxons_table() {
        assertThat(TwoSampleTest.pValue(new double[] {1, 2, 3, 4, 7}, new double[] {5, 6, 8, 9, 10}))
                .isEqualTo(8 / 252.0);
        assertThat(TwoSampleTest.pValue(new double[] {1, 2, 3, 4, 8}, new double[] {5, 6, 7, 9, 10}))
                .isEqualTo(14 / 252.0);
        assertThat(TwoSampleTest.pValue(new double[] {1, 1}, new double[] {1, 1}))
                .isEqualTo(1);
    }

    @Test
    void the_test_of_both_groups_counts_all_ways() {
        SplittableRandom random = new SplittableRandom(6);
        for (int sample = 0; sample < 200; sample++) {
            // Of few values, so that there are ties.
            double[] all =
                    random.ints(8, -3, 5).mapToDouble(value -> 0.1 * value).toArray();
            double observed = Math.abs(difference(all, 0b1111));
            int ways = 0;
            int far = 0;
            for (int way = 0; way < 256; way++) {
                if (Integer.bitCount(way) == 4) {
                    ways++;
                    far += Math.abs(difference(all, way)) >= observed - 1e-9 ? 1 : 0;
                }
            }
            assertThat(TwoSampleTest.pValue(Arrays.copyOf(all, 4), Arrays.copyOfRange(all, 4, 8)))
                    .isCloseTo((double) far / ways, within(1e-12));
        }
    }

    private static double difference(double[] all, int way) {
        double difference = 0;
        for (int i = 0; i < all.length; i++) {
            difference += (way >> i & 1) == 1 ? all[i] : -all[i];
        }
        return difference;
    }

    @Test
    void the_least_p_values_are_those_of_groups_that_do_not_overlap() {
        for (int size = 1; size <= TwoSampleTest.MOST; size++) {
            double[] low = new double[size];
            double[] high = new double[size];
            Arrays.setAll(low, i -> i);
            Arrays.setAll(high, i -> 100 + 2 * i);
            double[] differences = new double[size];
            Arrays.setAll(differences, i -> high[i] - low[i]);

            assertThat(TwoSampleTest.least(size)).isEqualTo(TwoSampleTest.pValue(low, high));
            assertThat(TwoSampleTest.least(size)).isEqualTo(TwoSampleTest.pValue(high, low));
            assertThat(SignFlipTest.least(size)).isEqualTo(SignFlipTest.pValue(differences));
        }
        assertThat(TwoSampleTest.least(TwoSampleTest.MOST + 1)).isEqualTo(1);
    }

    @Test
    void the_choice_of_the_test_depends_on_seeds_and_pairs_alone() {
        assertThat(method(5, 1)).contains("both groups");
        assertThat(method(6, 1)).contains("paired");
        assertThat(method(6, 6)).contains("both groups");
        assertThat(method(8, 6)).contains("paired");
        // None can decide.
        assertThat(method(3, 1)).contains("paired");
        assertThat(PairTest.fewestSeeds(1, 0.05)).isEqualTo(4);
        assertThat(PairTest.fewestSeeds(6, 0.05)).isEqualTo(5);
        assertThat(PairTest.fewestSeeds(28, 0.05)).isEqualTo(7);
    }

    private static String method(int seeds, int pairs) {
        return PairTest.of(new double[seeds], new double[seeds], true, pairs, 0.05, Optional.empty())
                .method();
    }

    @Test
    void a_value_that_is_not_finite_decides_nothing() {
        double[] one = {1, 1, 1, 1, 1, Double.NaN};
        double[] other = {0, 0, 0, 0, 0, 0};

        assertThat(PairTest.of(one, other, true, 1, 0.05, Optional.empty()).rawPValue())
                .isEqualTo(1);
    }

    @Test
    void test_items_can_veto_what_seeds_show() {
        double[] one = {4, 4, 4, 4, 4, 4};
        double[] other = {3, 3, 3, 3, 3, 3};
        Optional<Interval> chance = Optional.of(Interval.ofShareDifference(24_576, 24_576, 24_575, 24_576));

        assertThat(PairTest.of(one, other, true, 1, 0.05, Optional.empty()).significant())
                .isTrue();
        assertThat(PairTest.of(one, other, true, 1, 0.05, chance).significant()).isFalse();
    }

    /** The example of the English Wikipedia's article on the Holm-Bonferroni method; R's p.adjust has the same numbers. */
    @Test
    void holms_correction_is_that_of_the_worked_example() {
        assertThat(Holm.adjusted(0.01, 0.04, 0.03, 0.005))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(Holm.adjusted(0.5, 0.9)).containsExactly(1, 1);
        assertThat(Holm.adjusted()).isEmpty();
    }

    /** 31.4: (1.960 + 0.842) squared over 0.5 squared. */
    @Test
    void half_a_standard_deviation_takes_about_32_values() {
        assertThat(SampleSize.ofMean(0.5, 1, 0.05)).isCloseTo(31.4, within(0.05));
    }
}
