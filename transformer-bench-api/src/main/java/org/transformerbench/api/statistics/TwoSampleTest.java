package org.transformerbench.api.statistics;

import java.util.Arrays;

/**
 * The permutation test of two groups that are not paired: if two models are equally good, each way to divide the runs into two groups
 * is as likely. With few runs it can tell groups apart that the {@linkplain SignFlipTest paired test} cannot, for which there are too
 * few ways to set the signs. Seeds that are easy or hard for both models make it more cautious, not less. Source: Pitman, "Significance
 * tests which may be applied to samples from any populations", Supplement to the Journal of the Royal Statistical Society 4, 1937.
 */
final class TwoSampleTest {
    /** The most values a side of which all ways are counted: 184,756. */
    static final int MOST = 10;

    private static final double TIE = 1e-12;

    private TwoSampleTest() {}

    /**
     * Returns the two-sided p-value, exactly.
     *
     * @param one finite numbers, at most {@link #MOST}
     * @param other as many
     * @return in (0, 1]
     */
    static double pValue(double[] one, double[] other) {
        double[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        double half = Arrays.stream(all).sum() / 2;
        double magnitude = Arrays.stream(all).map(Math::abs).sum();
        double least = Math.abs(Arrays.stream(one).sum() - half) - TIE * magnitude;
        if (least <= 0) {
            return 1;
        }
        long[] counts = new long[2];
        count(all, 0, one.length, 0, half, least, counts);
        return (double) counts[0] / counts[1];
    }

    /** Counts the ways to take so many more of the values from an index on: how many are as far, and how many there are. */
    private static void count(
            double[] all, int from, int missing, double sum, double half, double least, long[] counts) {
        if (missing == 0) {
            counts[0] += Math.abs(sum - half) >= least ? 1 : 0;
            counts[1]++;
            return;
        }
        for (int next = from; next <= all.length - missing; next++) {
            count(all, next + 1, missing - 1, sum + all[next], half, least, counts);
        }
    }

    /**
     * Returns the least p-value that groups of a size can have.
     *
     * @param size of each group
     * @return 2 of all ways; 1 where they are too many to count
     */
    static double least(int size) {
        if (size < 1 || size > MOST) {
            return 1;
        }
        double ways = 1;
        for (int i = 1; i <= size; i++) {
            ways = ways * (size + i) / i;
        }
        return Math.min(1, 2 / ways);
    }
}
