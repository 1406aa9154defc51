package org.transformerbench.api.statistics;

import java.util.Optional;
import java.util.OptionalDouble;
import org.transformerbench.api.config.Require;

/**
 * The time until runs reached an accuracy, on the data that may end a run.
 *
 * @param accuracy the target
 * @param reached how many runs reached it
 * @param runs how many there were
 * @param steps until the first evaluation at or above it, over the runs that reached it; empty if none did. It leaves out the slow ones:
 *     where not all runs got there, {@link #medianSteps()} says more
 * @param seconds of training until then; empty if none did
 * @param medianSteps the median over all runs, of which those that did not reach it are known to need longer than they lasted
 * @param medianSeconds the same of the training time
 */
public record TimeToTarget(
        double accuracy,
        int reached,
        int runs,
        Optional<Estimate> steps,
        Optional<Estimate> seconds,
        SurvivalMedian medianSteps,
        SurvivalMedian medianSeconds) {

    public TimeToTarget {
        Require.given("steps", steps);
        Require.given("seconds", seconds);
        Require.given("medianSteps", medianSteps);
        Require.given("medianSeconds", medianSeconds);
    }

    /**
     * Creates a time without medians.
     *
     * @param accuracy as for {@link #accuracy()}
     * @param reached as for {@link #reached()}
     * @param runs as for {@link #runs()}
     * @param steps as for {@link #steps()}
     * @param seconds as for {@link #seconds()}
     */
    public TimeToTarget(double accuracy, int reached, int runs, Optional<Estimate> steps, Optional<Estimate> seconds) {
        this(accuracy, reached, runs, steps, seconds, unknown(), unknown());
    }

    private static SurvivalMedian unknown() {
        return new SurvivalMedian(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * Returns how many runs reached it, with the interval of their share.
     *
     * @return empty if there were no runs
     */
    public Optional<SuccessRate> successRate() {
        return runs == 0 ? Optional.empty() : Optional.of(SuccessRate.of(accuracy, reached, runs));
    }
}
