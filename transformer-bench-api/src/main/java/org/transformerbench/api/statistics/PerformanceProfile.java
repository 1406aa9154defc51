package org.transformerbench.api.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.Require;

/**
 * The performance profile of a model: the share of its runs that are at least as good as each of some scores. Unlike a mean it shows
 * seeds that stayed behind. Source: Agarwal et al., "Deep reinforcement learning at the edge of the statistical precipice", NeurIPS
 * 2021, section 4.2; after Dolan and Moré, "Benchmarking optimization software with performance profiles", 2002.
 *
 * @param points in the order of the scores
 */
public record PerformanceProfile(List<Point> points) {
    private static final int FEWEST = 5;

    public PerformanceProfile {
        points = List.copyOf(points);
    }

    /**
     * A point of the profile.
     *
     * @param score to reach
     * @param share of the runs that do, in [0, 1]
     * @param interval the share's 95 % bootstrap interval; empty for fewer than five runs
     */
    public record Point(double score, double share, Optional<Interval> interval) {}

    /**
     * Computes a profile.
     *
     * @param values one per run, at least one
     * @param higherIsBetter as for {@link Metric#higherIsBetter()}
     * @param scores to reach
     * @return a point for each score
     * @throws org.transformerbench.api.config.ConfigException if there is no value
     */
    public static PerformanceProfile of(double[] values, boolean higherIsBetter, double... scores) {
        Require.atLeast("values", values.length, 1);
        return new PerformanceProfile(Arrays.stream(scores)
                .mapToObj(score -> new Point(
                        score,
                        share(values, score, higherIsBetter),
                        values.length < FEWEST
                                ? Optional.empty()
                                : Optional.of(Bootstrap.interval(
                                        List.of(values), drawn -> share(drawn.get(0), score, higherIsBetter)))))
                .toList());
    }

    private static double share(double[] values, double score, boolean higherIsBetter) {
        return (double) Arrays.stream(values)
                        .filter(value -> higherIsBetter ? value >= score : value <= score)
                        .count()
                / values.length;
    }
}
