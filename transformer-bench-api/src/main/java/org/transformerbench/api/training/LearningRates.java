package org.transformerbench.api.training;

import org.transformerbench.api.run.Schedule;
import org.transformerbench.api.run.TrainingConfig;

/**
 * The learning rate of each step. With w warm-up steps, step s = 1, 2, ... has rate x s / w up to s = w; after that a cosine
 * has rate x (f + (1 - f) (1 + cos(pi x)) / 2), where x is the share of what was left of the budget after the warm-up.
 */
final class LearningRates {
    private final TrainingConfig config;
    private double progressAfterWarmup;

    LearningRates(TrainingConfig config) {
        this.config = config;
    }

    /** Returns the share of the schedule's budget that was used up when the warm-up ended; 0 before that. */
    double progressAfterWarmup() {
        return progressAfterWarmup;
    }

    /** Goes on after the warm-up of a run that was interrupted. */
    void resume(double progress) {
        progressAfterWarmup = progress;
    }

    /**
     * Returns the rate of the next step; to be asked step by step.
     *
     * @param steps how many were taken
     * @param progress of the schedule, see {@link Budget#scheduleProgress}
     */
    double next(long steps, double progress) {
        double rate = config.learningRate();
        if (steps < config.warmupSteps()) {
            return rate * (steps + 1) / config.warmupSteps();
        }
        if (config.schedule() == Schedule.CONSTANT) {
            return rate;
        }
        if (steps == config.warmupSteps()) {
            progressAfterWarmup = progress;
        }
        double last = config.finalLearningRateShare();
        double share = progress < 1 ? (progress - progressAfterWarmup) / (1 - progressAfterWarmup) : 1;
        return rate * (last + (1 - last) * (1 + Math.cos(Math.PI * share)) / 2);
    }
}
