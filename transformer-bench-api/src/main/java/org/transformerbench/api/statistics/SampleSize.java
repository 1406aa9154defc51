package org.transformerbench.api.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The number of values that a test needs. */
final class SampleSize {
    /** The chance to find the difference with so many. */
    private static final double POWER = 0.8;

    private SampleSize() {}

    /**
     * Returns how many normal values tell their mean from zero: ((z(1 - level / 2) + z(power)) deviation / mean) squared.
     *
     * @param mean above 0
     * @param standardDeviation of the values
     * @param level of the two-sided test
     * @return not rounded
     */
    static double ofMean(double mean, double standardDeviation, double level) {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double quantiles = normal.inverseSurvivalProbability(level / 2) + normal.inverseCumulativeProbability(POWER);
        return Math.pow(quantiles * standardDeviation / mean, 2);
    }
}
