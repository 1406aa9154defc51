package org.transformerbench.api.statistics;

import java.util.Arrays;

/**
 * The permutation test of two groups that are not paired: if two models are equally good, each way to divide the runs into two groups
 * is as likely. With few runs it can tell groups apart that the {@linkplain SignFlipTest paired test} cannot, for which there are too
 * few ways to set the signs. Seeds that are easy or hard for both models make it more cautious, not less. Source: Pitman, "Significance
 * tests which may be applied to samples from any populations", Supplement to the Journal of the Royal Statistical Society 4, 1937.
 */
final class TwoSampleTest {
    /** The most values a side of which all ways are counted: 601 million, by halves of 65,536 subsets each. */
    static final int MOST = 16;

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
        int size = one.length;
        double[] all = Arrays.copyOf(one, 2 * size);
        System.arraycopy(other, 0, all, size, size);
        double half = Arrays.stream(all).sum() / 2;
        double magnitude = Arrays.stream(all).map(Math::abs).sum();
        double least = Math.abs(Arrays.stream(one).sum() - half) - TIE * magnitude;
        if (least <= 0) {
            return 1;
        }
        double[][] ones = sumsBySize(one);
        double[][] others = sumsBySize(other);
        long far = 0;
        for (int taken = 0; taken <= size; taken++) {
            far += pairsFrom(half + least, ones[taken], others[size - taken]);
        }
        // Whoever takes the other half of the runs is as far on the other side.
        return Math.min(1, far * least(size));
    }

    /** Returns the sums of all subsets, in ascending order, by the size of the subset. */
    private static double[][] sumsBySize(double[] values) {
        double[][] sums = new double[values.length + 1][0];
        sums[0] = new double[1];
        for (int i = 0; i < values.length; i++) {
            for (int size = i + 1; size > 0; size--) {
                double[] without = sums[size];
                double[] with = sums[size - 1];
                double[] both = Arrays.copyOf(without, without.length + with.length);
                for (int j = 0; j < with.length; j++) {
                    both[without.length + j] = with[j] + values[i];
                }
                sums[size] = both;
            }
        }
        for (double[] each : sums) {
            Arrays.sort(each);
        }
        return sums;
    }

    /** Counts the pairs whose sum is at least a bound. */
    private static long pairsFrom(double bound, double[] ascending, double[] others) {
        long pairs = 0;
        int from = others.length;
        for (double value : ascending) {
            while (from > 0 && value + others[from - 1] >= bound) {
                from--;
            }
            pairs += others.length - from;
        }
        return pairs;
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
