package org.transformerbench.models.graph;

/**
 * A place where a training graph multiplies by a dropout mask that is fed at each step: 0 with probability {@code rate}, else 1 /
 * (1 - rate). SameDiff's own dropout has no gradient and draws from a global generator. The
 * mask is that of {@link org.transformerbench.models.kernel.DropoutMask}.
 *
 * @param placeholder the name of the mask in the graph
 * @param rate probability of zero; in (0, 1)
 * @param shapePerExample the mask's dimensions without the batch
 */
public record DropoutSite(String placeholder, double rate, long[] shapePerExample) {}
