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

    /**
     * The sum of runs.
     *
     * @param x values
     * @param from added to the beginning of each run
     * @param runs where each run begins
     * @param y receives the sum
     * @param to where it begins
     * @param lanes the length of a run
     */
    void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes);

    /**
     * The largest of runs, element by element.
     *
     * @param x values
     * @param from added to the beginning of each run
     * @param runs where each run begins
     * @param y receives the largest
     * @param to where it begins
     * @param lanes the length of a run
     */
    void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes);

    /**
     * y_i = e^(x_i - largest) / sum of them all, over runs.
     *
     * @param x values
     * @param from where the first run begins
     * @param step from one to the next
     * @param y receives the results
     * @param to where the first result begins
     * @param toStep from one to the next
     * @param width the number of runs
     * @param lanes the length of a run
     */
    void softmax(float[] x, int from, int step, float[] y, int to, int toStep, int width, int lanes);

    /**
     * y_i = (x_i - m) / sqrt(v + epsilon) over runs, where m is their mean, or 0, and v the mean of (x_i - m)^2; x_i - m where
     * the root is 0.
     *
     * @param centred whether m is the mean
     * @param epsilon under the root
     * @param x values
     * @param from where the first run begins
     * @param step from one to the next
     * @param y receives the results, side by side
     * @param to where the first result begins
     * @param width the number of runs
     * @param lanes the length of a run
     */
    void norm(boolean centred, float epsilon, float[] x, int from, int step, float[] y, int to, int width, int lanes);

    /**
     * The gradient of {@link #norm}'s operand.
     *
     * @param centred as for the norm
     * @param epsilon as for the norm
     * @param x values
     * @param from where the first run begins
     * @param step from one to the next
     * @param g the gradient of the norm's result
     * @param gFrom where its first run begins
     * @param gStep from one to the next
     * @param y receives the results, side by side
     * @param to where the first result begins
     * @param width the number of runs
     * @param lanes the length of a run
     */
    void normGradient(
            boolean centred,
            float epsilon,
            float[] x,
            int from,
            int step,
            float[] g,
            int gFrom,
            int gStep,
            float[] y,
            int to,
            int width,
            int lanes);

    /**
     * Adds the sum of each run's lanes to a number.
     *
     * @param x values
     * @param runs where each run begins
     * @param sums one number per run, added to
     * @param lanes the length of a run
     */
    void laneSums(float[] x, int[] runs, float[] sums, int lanes);
}
