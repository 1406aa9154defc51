package org.transformerbench.models.kernel;

/**
 * Arithmetic on interleaved tensors: the examples of a micro-batch lie side by side, so that each element of a tensor is a run of as many
 * floats as there are examples, the <em>lanes</em>: {@link Kernels#LANES} or a power of two times as many. Every operation that does not mix
 * examples is then one on whole vectors, whatever the dimensions of an example and the axis that it works along. Offsets and distances
 * count floats. Results are overwritten unless a method says that it adds.
 */
public interface InterleavedKernels {

    /**
     * How many lanes the kernels work on best.
     *
     * @return a multiple of {@link Kernels#LANES}
     */
    int preferredLanes();

    /**
     * Whether {@link #functions} are fast only on arrays whose first elements are the operands' and the result's.
     *
     * @return true if it pays to copy elements to the beginning of other arrays first
     */
    boolean wantsArraysFromZero();

    /**
     * Matrix products.
     *
     * @return stateless
     */
    LaneProductKernels products();

    /**
     * Normalisation, softmax included.
     *
     * @return stateless
     */
    LaneNormKernels norms();

    /**
     * Reductions.
     *
     * @return stateless
     */
    LaneReductionKernels reductions();

    /**
     * Functions of single elements.
     *
     * @return stateless
     */
    Functions functions();

    /**
     * Copies runs that lie anywhere into runs that lie side by side.
     *
     * @param x values
     * @param runs where each run begins
     * @param first index of the first run in {@code runs}
     * @param count the number of runs
     * @param y receives them
     * @param to where the first result begins
     * @param lanes the length of a run
     */
    void gather(float[] x, int[] runs, int first, int count, float[] y, int to, int lanes);
}
