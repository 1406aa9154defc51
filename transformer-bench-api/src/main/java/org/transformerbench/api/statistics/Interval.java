package org.transformerbench.api.statistics;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.NormalConfidenceInterval;
import org.transformerbench.api.config.Require;

/**
 * A 95 % confidence interval.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {
    private static final double ERROR_RATE = 0.05;

    /**
     * Returns the Wilson interval of a proportion of independent trials; Wilson (1927), "Probable inference, the law of
     * succession, and statistical inference". It stays in [0, 1] and is sensible at 0 and at 1 too.
     *
     * @param successes 0 &lt;= successes &lt;= trials
     * @param trials at least 1
     * @return the interval of the share
     * @throws org.transformerbench.api.config.ConfigException if the numbers do not fit together
     */
    public static Interval ofShare(long successes, long trials) {
        Require.atLeast("trials", trials, 1);
        Require.between("successes", successes, 0, trials);
        var found = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(
                Math.toIntExact(trials), Math.toIntExact(successes), ERROR_RATE);
        return new Interval(found.getLowerBound(), found.getUpperBound());
    }

    /** Returns Student's t interval of the mean of at least two values. */
    static Interval ofMean(double mean, double variance, int count) {
        var found = NormalConfidenceInterval.MEAN.fromErrorRate(mean, variance, count, ERROR_RATE);
        return new Interval(found.getLowerBound(), found.getUpperBound());
    }

    /**
     * Returns whether a value is inside the interval.
     *
     * @param value any number
     * @return true at the ends too
     */
    public boolean contains(double value) {
        return value >= low && value <= high;
    }
}
