package org.transformerbench.api;

import java.util.Map;

/**
 * A loss and its gradients.
 *
 * @param loss mean cross-entropy of the batch's targets that count, in nats
 * @param byParameter parameter name to gradient, each of the parameter's shape
 */
public record Gradients(double loss, Map<String, Tensor> byParameter) {}
