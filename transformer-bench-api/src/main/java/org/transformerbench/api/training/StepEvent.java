package org.transformerbench.api.training;

import java.time.Duration;

/**
 * A step that was taken.
 *
 * @param step its number, from 1
 * @param loss mean cross-entropy of its batch in nats, before the update
 * @param accuracy of its batch, before the update, in [0, 1]
 * @param trainingTime so far, see {@link TrainingReport#trainingTime()}
 * @param progress the used share of the budget that will end first, in [0, 1]
 * @param timeLeft training time until the budget is used up, at the speed so far
 */
public record StepEvent(
        long step, double loss, double accuracy, Duration trainingTime, double progress, Duration timeLeft) {}
