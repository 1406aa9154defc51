package org.transformerbench.api.result;

import java.util.OptionalDouble;

/**
 * How good a model is on some examples.
 *
 * @param loss mean cross-entropy over all targets in nats
 * @param accuracy share of the scored targets whose most likely token is the right one, in [0, 1]
 * @param exactMatch share of whole answers without a wrong token, in [0, 1]; empty where there are no whole answers
 */
public record Metrics(double loss, double accuracy, OptionalDouble exactMatch) {}
