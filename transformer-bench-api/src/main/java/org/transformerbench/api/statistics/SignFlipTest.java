package org.transformerbench.api.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The permutation test of paired differences. If two models are equally good, the difference of a seed is as likely to have the
 * other sign; the p-value is the share of all ways to set the signs whose sum is at least as far from zero. It asks for no
 * distribution, and so holds for seeds that either learn or stay on a plateau, for which Student's test does not hold. Source:
 * Fisher, "The Design of Experiments", 1935, section 21.
 */
final class SignFlipTest {
    /** Up to here all ways are counted; beyond, as many as {@link #SAMPLES} are drawn. */
    private static final int EXACT_UP_TO = 40;

    private static final int SAMPLES = 100_000;
    private static final long SAMPLING_SEED = 1935;

    /** Sums that differ by less than this fraction of the sum of all magnitudes are equal but for rounding. */
    private static final double TIE = 1e-12;

    private SignFlipTest() {}

    /**
     * Returns the two-sided p-value.
     *
     * @param differences finite numbers, one per pair
     * @return in (0, 1]; 1 where there is no difference
     */
    static double pValue(double... differences) {
        double magnitude = Arrays.stream(differences).map(Math::abs).sum();
        double least = Math.abs(Arrays.stream(differences).sum()) - TIE * magnitude;
        if (least <= 0) {
            return 1;
        }
        return differences.length <= EXACT_UP_TO ? exact(differences, least) : sampled(differences, least);
    }

    /**
     * Returns the least p-value that a number of pairs can have.
     *
     * @param pairs at least 0
     * @return 2 of 2 to the power of pairs; 1 for none
     */
    static double least(int pairs) {
        return Math.min(1, Math.scalb(2.0, -pairs));
    }

    /** Counts by halves: for each sum of the one, how many of the other, in order, bring it far enough. */
    private static double exact(double[] differences, double least) {
        int half = differences.length / 2;
        double[] one = sums(Arrays.copyOfRange(differences, 0, half));
        double[] other = sums(Arrays.copyOfRange(differences, half, differences.length));
        Arrays.sort(one);
        Arrays.sort(other);
        // Both tails weigh the same, as each way has its opposite. From the least sum to the greatest, more of the
        // other suffice.
        long upper = 0;
        int from = other.length;
        for (double sum : one) {
            while (from > 0 && sum + other[from - 1] >= least) {
                from--;
            }
            upper += other.length - from;
        }
        return Math.min(1, 2.0 * upper / ((double) one.length * other.length));
    }

    private static double[] sums(double[] values) {
        double[] sums = {0};
        for (double value : values) {
            double[] longer = new double[2 * sums.length];
            for (int i = 0; i < sums.length; i++) {
                longer[2 * i] = sums[i] + value;
                longer[2 * i + 1] = sums[i] - value;
            }
            sums = longer;
        }
        return sums;
    }

    /**
     * Draws ways to set the signs. The observed one counts among them, without which a p-value could be zero: Phipson and Smyth,
     * "Permutation p-values should never be zero", 2010.
     */
    private static double sampled(double[] differences, double least) {
        SplittableRandom random = new SplittableRandom(SAMPLING_SEED);
        int far = 1;
        for (int sample = 0; sample < SAMPLES; sample++) {
            double sum = 0;
            long signs = 0;
            for (int i = 0; i < differences.length; i++) {
                signs = i % Long.SIZE == 0 ? random.nextLong() : signs >>> 1;
                sum += (signs & 1) == 0 ? differences[i] : -differences[i];
            }
            far += Math.abs(sum) >= least ? 1 : 0;
        }
        return far / (SAMPLES + 1.0);
    }
}
