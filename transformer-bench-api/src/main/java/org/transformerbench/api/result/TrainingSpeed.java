package org.transformerbench.api.result;

import org.transformerbench.api.config.Require;

/**
 * The amount and the speed of the training.
 *
 * @param steps how many were taken; at least 0
 * @param trainingSeconds the sum of all steps' times, and of all evaluations' where the protocol counts them
 * @param evaluationSeconds the sum of all evaluations' times
 * @param microsPerExample training time per example, in microseconds; 0 without steps
 * @param targetsPerSecond targets that count per second of training time; 0 without steps
 */
public record TrainingSpeed(
        long steps,
        double trainingSeconds,
        double evaluationSeconds,
        double microsPerExample,
        double targetsPerSecond) {
    public TrainingSpeed {
        Require.atLeast("steps", steps, 0);
    }

    /**
     * Divides the work by its time.
     *
     * @param steps how many were taken
     * @param examples in all steps together
     * @param targets that count in all steps together
     * @param trainingSeconds the time that counts as training
     * @param evaluationSeconds the sum of all evaluations' times
     * @return the speed
     */
    public static TrainingSpeed of(
            long steps, long examples, long targets, double trainingSeconds, double evaluationSeconds) {
        return new TrainingSpeed(
                steps,
                trainingSeconds,
                evaluationSeconds,
                steps == 0 ? 0 : trainingSeconds * 1e6 / examples,
                steps == 0 ? 0 : targets / trainingSeconds);
    }
}
