package org.transformerbench.api.statistics;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.Require;

/**
 * The probability that a run of one model is better than a run of another, ties counting half: how likely it is, not how much better.
 * Source: Agarwal et al., "Deep reinforcement learning at the edge of the statistical precipice", NeurIPS 2021, section 4.3; it is the
 * Mann-Whitney statistic divided by the number of pairs.
 *
 * @param value in [0, 1]; 0.5 for equal models
 * @param interval its 95 % bootstrap interval, each model drawn from by itself; empty for fewer than five runs a side
 */
public record ImprovementProbability(double value, Optional<Interval> interval) {
    private static final int FEWEST = 5;

    /**
     * Computes the probability.
     *
     * @param one a value for each run, at least one
     * @param other those of the other model, at least one
     * @param higherIsBetter as for {@link Metric#higherIsBetter()}
     * @return the probability that a run of the first is better
     * @throws org.transformerbench.api.config.ConfigException if a side has no value
     */
    public static ImprovementProbability of(double[] one, double[] other, boolean higherIsBetter) {
        Require.atLeast("runs of the first", one.length, 1);
        Require.atLeast("runs of the second", other.length, 1);
        List<double[]> sides = higherIsBetter ? List.of(one, other) : List.of(other, one);
        return new ImprovementProbability(
                higher(sides),
                Math.min(one.length, other.length) < FEWEST
                        ? Optional.empty()
                        : Optional.of(Bootstrap.interval(sides, ImprovementProbability::higher)));
    }

    private static double higher(List<double[]> sides) {
        double sum = 0;
        for (double a : sides.get(0)) {
            for (double b : sides.get(1)) {
                sum += a > b ? 1 : a == b ? 0.5 : 0;
            }
        }
        return sum / sides.get(0).length / sides.get(1).length;
    }
}
