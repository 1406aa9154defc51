package org.transformerbench.api.statistics;

import org.transformerbench.api.config.Require;

/**
 * The spread of a model's outcome over a decade of learning rates: how much tuning it needs. The decade is the one that holds the
 * chosen rate and the most of those that were tried.
 *
 * @param metric what is spread, on validation data where there is some
 * @param rates how many learning rates it is of; at least 2
 * @param lowestRate the lowest of them
 * @param highestRate the highest
 * @param best the best mean over seeds
 * @param worst the worst; not finite where all seeds of a rate diverged or failed
 */
public record RateStability(
        Metric metric, int rates, double lowestRate, double highestRate, double best, double worst) {

    public RateStability {
        Require.given("metric", metric);
        Require.atLeast("rates", rates, 2);
    }

    /**
     * Returns the spread.
     *
     * @return the difference between best and worst; 0 if the rate does not matter
     */
    public double spread() {
        return Math.abs(best - worst);
    }
}
