package org.transformerbench.api.tuning;

import java.util.Arrays;
import org.transformerbench.api.config.Require;

/**
 * The best of n configurations that is to be expected, from the scores of those that were tried. Of n draws from the empirical
 * distribution F of the scores, the greatest is at most v with probability F(v)<sup>n</sup>. Source: Dodge et al., "Show Your
 * Work: Improved Reporting of Experimental Results", EMNLP 2019, equations 6 to 8.
 *
 * @param configurations n
 * @param mean the expected value of the greatest
 * @param standardDeviation of the greatest
 * @param low the 2.5 % quantile of the greatest
 * @param high its 97.5 % quantile
 */
public record ExpectedBest(int configurations, double mean, double standardDeviation, double low, double high) {
    private static final double TAIL = 0.025;

    /**
     * Computes the best of n.
     *
     * @param scores of the configurations that were tried, at least one, greater is better
     * @param configurations n, at least 1 and at most as many as there are scores
     * @return the expected greatest score
     */
    public static ExpectedBest of(double[] scores, int configurations) {
        Require.atLeast("scores", scores.length, 1);
        Require.between("configurations", configurations, 1, scores.length);
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double mean = 0;
        double low = sorted[sorted.length - 1];
        double high = low;
        boolean lowFound = false;
        boolean highFound = false;
        double[] share = new double[sorted.length];
        double before = 0;
        for (int i = 0; i < sorted.length; i++) {
            double until = Math.pow((i + 1.0) / sorted.length, configurations);
            share[i] = until - before;
            mean += share[i] * sorted[i];
            if (!lowFound && until >= TAIL) {
                low = sorted[i];
                lowFound = true;
            }
            if (!highFound && until >= 1 - TAIL) {
                high = sorted[i];
                highFound = true;
            }
            before = until;
        }
        double variance = 0;
        for (int i = 0; i < sorted.length; i++) {
            variance += share[i] * (sorted[i] - mean) * (sorted[i] - mean);
        }
        return new ExpectedBest(configurations, mean, Math.sqrt(variance), low, high);
    }
}
