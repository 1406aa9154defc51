package org.transformerbench.api;

/**
 * The loss and other measurements of one step, taken before the parameters are updated.
 *
 * @param loss mean cross-entropy of the batch's targets that count, in nats
 * @param accuracy share of the batch's targets that count whose most likely token is the correct one, in [0, 1]
 */
public record StepResult(double loss, double accuracy) {}
