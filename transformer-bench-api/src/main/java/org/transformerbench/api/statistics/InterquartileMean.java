package org.transformerbench.api.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.Require;

/**
 * The mean of the middle half of all runs: less moved by one run that failed to learn than the mean, and less wasteful than the
 * median. Source: Agarwal et al., "Deep reinforcement learning at the edge of the statistical precipice", NeurIPS 2021, section 4.3;
 * as there, a quarter of the values, rounded down, is cut off at each end.
 *
 * @param value the mean
 * @param count how many values there were before the cut
 * @param interval its 95 % percentile bootstrap interval, stratified by task; empty for fewer than five values, of which it is far too
 *     narrow, and for values that are not finite
 */
public record InterquartileMean(double value, int count, Optional<Interval> interval) {
    private static final int FEWEST = 5;

    /**
     * Computes the mean over the runs of one or more tasks.
     *
     * @param tasks the values of the runs of each; at least one in all
     * @return the mean
     * @throws org.transformerbench.api.config.ConfigException if there is no value
     */
    public static InterquartileMean of(List<double[]> tasks) {
        List<double[]> strata =
                tasks.stream().filter(values -> values.length > 0).toList();
        double[] all = flat(strata);
        Require.atLeast("values", all.length, 1);
        boolean finite = Arrays.stream(all).allMatch(Double::isFinite);
        return new InterquartileMean(
                middle(all),
                all.length,
                finite && all.length >= FEWEST
                        ? Optional.of(Bootstrap.interval(strata, drawn -> middle(flat(drawn))))
                        : Optional.empty());
    }

    private static double[] flat(List<double[]> strata) {
        return strata.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double middle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int cut = sorted.length / 4;
        return Arrays.stream(sorted, cut, sorted.length - cut).average().orElseThrow();
    }
}
