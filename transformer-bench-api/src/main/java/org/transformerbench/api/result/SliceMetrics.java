package org.transformerbench.api.result;

import org.transformerbench.api.Slice;

/**
 * The quality of a model on one part of the examples.
 *
 * @param slice which part
 * @param targets how many targets that count it has
 * @param loss mean cross-entropy of its targets in nats
 * @param accuracy share of its targets whose most likely token is the correct one, in [0, 1]
 */
public record SliceMetrics(Slice slice, long targets, double loss, double accuracy) {}
