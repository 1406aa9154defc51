package org.transformerbench.models.kernel;

/** Normalisation over runs of lanes, softmax included; see {@link InterleavedKernels}. */
public interface LaneNormKernels {

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
}
