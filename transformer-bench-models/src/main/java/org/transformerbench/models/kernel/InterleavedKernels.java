package org.transformerbench.models.kernel;

/**
 * A set's kernels on interleaved tensors, by family: the examples of a micro-batch lie side by side, so that each element of a tensor is a
 * run of as many floats as there are examples, the <em>lanes</em>: {@link Kernels#LANES} or a power of two times as many. Every operation
 * that does not mix examples is then one on whole vectors, whatever the dimensions of an example and the axis that it works along. Offsets
 * and distances count floats. Results are overwritten unless a method says that it adds.
 *
 * @param preferredLanes how many lanes the kernels work on best; a multiple of {@link Kernels#LANES}
 * @param products matrix products
 * @param norms normalisation over runs, softmax included
 * @param reductions reductions of runs
 * @param elementwise functions of single elements
 */
public record InterleavedKernels(
        int preferredLanes,
        LaneProductKernels products,
        LaneNormKernels norms,
        LaneReductionKernels reductions,
        LaneElementwiseKernels elementwise) {}
