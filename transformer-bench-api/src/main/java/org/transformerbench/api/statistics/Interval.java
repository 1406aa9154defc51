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

    /**
     * Returns the interval of the difference of two independent shares, built from their Wilson intervals; Newcombe (1998), "Interval
     * estimation for the difference between independent proportions", Statistics in Medicine 17, method 10.
     *
     * @param successes of the first; 0 &lt;= successes &lt;= trials
     * @param trials of the first; at least 1
     * @param otherSuccesses of the second
     * @param otherTrials of the second
     * @return the interval of the first share minus the second
     * @throws org.transformerbench.api.config.ConfigException if the numbers do not fit together
     */
    public static Interval ofShareDifference(long successes, long trials, long otherSuccesses, long otherTrials) {
        Interval one = ofShare(successes, trials);
        Interval other = ofShare(otherSuccesses, otherTrials);
        double share = (double) successes / trials;
        double otherShare = (double) otherSuccesses / otherTrials;
        return new Interval(
                share - otherShare - Math.hypot(share - one.low(), other.high() - otherShare),
                share - otherShare + Math.hypot(one.high() - share, otherShare - other.low()));
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
