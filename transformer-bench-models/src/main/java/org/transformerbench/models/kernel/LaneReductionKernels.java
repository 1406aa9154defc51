package org.transformerbench.models.kernel;

/** Reductions of runs of lanes; see {@link InterleavedKernels}. */
public interface LaneReductionKernels {

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
     * Adds the sum of each run's lanes to a number.
     *
     * @param x values
     * @param runs where each run begins
     * @param sums one number per run, added to
     * @param lanes the length of a run
     */
    void laneSums(float[] x, int[] runs, float[] sums, int lanes);
}
