package org.transformerbench.api.result;

import java.time.Duration;
import java.util.OptionalLong;
import org.transformerbench.api.config.Require;

/**
 * The amount and the speed of the training.
 *
 * @param steps how many were taken; at least 0
 * @param measuredSteps how many of them were taken after the {@linkplain #WARM_UP warm-up}; for a run that was interrupted, about so
 *     many; empty in what an earlier version has written
 * @param trainingSeconds the sum of all steps' times, and of all evaluations' where the protocol counts them
 * @param evaluationSeconds the sum of all evaluations' times
 * @param microsPerExample training time per example, in microseconds, warm-up included; 0 without steps
 * @param targetsPerSecond targets that count per second of training time; 0 without steps
 */
public record TrainingSpeed(
        long steps,
        OptionalLong measuredSteps,
        double trainingSeconds,
        double evaluationSeconds,
        double microsPerExample,
        double targetsPerSecond) {

    /**
     * The training time in which the JVM loads and compiles what steps run. A small MLP computes at its full speed after one second, a
     * Transformer with six layers after five.
     */
    public static final Duration WARM_UP = Duration.ofSeconds(5);

    /** The minimum number of steps after the warm-up that make a speed. */
    public static final int MIN_MEASURED_STEPS = 5;

    public TrainingSpeed {
        Require.atLeast("steps", steps, 0);
        Require.given("measuredSteps", measuredSteps);
        if (measuredSteps.isPresent()) {
            Require.between("measuredSteps", measuredSteps.getAsLong(), 0L, steps);
        }
    }

    /**
     * Divides the work by its time.
     *
     * @param steps how many were taken
     * @param measuredSteps how many of them after the warm-up
     * @param examples in all steps together
     * @param targets that count in all steps together
     * @param trainingSeconds the time that counts as training
     * @param evaluationSeconds the sum of all evaluations' times
     * @return the speed
     */
    public static TrainingSpeed of(
            long steps,
            long measuredSteps,
            long examples,
            long targets,
            double trainingSeconds,
            double evaluationSeconds) {
        return new TrainingSpeed(
                steps,
                OptionalLong.of(measuredSteps),
                trainingSeconds,
                evaluationSeconds,
                steps == 0 ? 0 : trainingSeconds * 1e6 / examples,
                steps == 0 ? 0 : targets / trainingSeconds);
    }

    /**
     * Returns whether time per example and targets per second say how fast the training is. Those of a run that ended within the
     * warm-up are bounds: the training is faster than that.
     *
     * @return true from {@value #MIN_MEASURED_STEPS} steps after the warm-up on, and for steps of which nobody knows when they were
     *     taken
     */
    public boolean measured() {
        return steps > 0 && measuredSteps.orElse(Long.MAX_VALUE) >= MIN_MEASURED_STEPS;
    }
}
