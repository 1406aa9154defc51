package org.transformerbench.api;

/**
 * What one step found before it updated the parameters.
 *
 * @param loss mean cross-entropy of the batch's targets in nats
 * @param accuracy share of the batch's targets whose most likely token is the correct one, in [0, 1]
 */
public record StepResult(double loss, double accuracy) {}
