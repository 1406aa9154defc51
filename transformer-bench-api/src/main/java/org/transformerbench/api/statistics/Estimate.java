package org.transformerbench.api.statistics;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Variance;
import org.transformerbench.api.config.Require;

/**
 * A mean over runs that differ only in their seed.
 *
 * @param mean the mean
 * @param standardDeviation of the runs, with n - 1; 0 for one run
 * @param count n
 * @param interval Student's 95 % interval of the mean; empty for one run, which says nothing about others, for equal values, whose
 *     lack of variance is no certainty, and for values that are not finite
 */
public record Estimate(double mean, double standardDeviation, int count, Optional<Interval> interval) {

    /**
     * Computes an estimate from values.
     *
     * @param values at least one
     * @return the estimate
     * @throws org.transformerbench.api.config.ConfigException if there is no value
     */
    public static Estimate of(double... values) {
        Require.atLeast("values", values.length, 1);
        double mean = Mean.of(values).getAsDouble();
        if (values.length == 1) {
            return new Estimate(mean, 0, 1, Optional.empty());
        }
        double variance = Variance.of(values).getAsDouble();
        boolean finite = Arrays.stream(values).allMatch(Double::isFinite);
        return new Estimate(
                mean,
                Math.sqrt(variance),
                values.length,
                finite && variance > 0
                        ? Optional.of(Interval.ofMean(mean, variance, values.length))
                        : Optional.empty());
    }
}
