package org.transformerbench.models.kernel;

/** Sums, dropout and the optimizer, element by element; see the package's invariants. */
public interface ElementwiseKernels {

    /**
     * y = y + x, element by element.
     *
     * @param x values
     * @param y receives the sums
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    default void add(float[] x, float[] y, int size) {
        add(x, 0, y, 0, size);
    }

    /**
     * y = y + x on parts of arrays.
     *
     * @param x values
     * @param xOffset where they begin
     * @param y receives the sums
     * @param yOffset where they begin
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    void add(float[] x, int xOffset, float[] y, int yOffset, int size);

    /**
     * z = x + y, element by element.
     *
     * @param x values
     * @param y values
     * @param z receives the sums
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    void sum(float[] x, float[] y, float[] z, int size);

    /**
     * Multiplies by a dropout mask: element i by 0 with probability rate, else by 1 / (1 - rate), as
     * {@link DropoutMask#factor} has it for the index first + i.
     *
     * @param x values, overwritten
     * @param size how many; any number
     * @param rate in (0, 1)
     * @param key of {@link DropoutMask#key}
     * @param first index of the first element
     */
    void dropout(float[] x, int size, float rate, long key, int first);

    /**
     * One step of AdamW on part of a flat parameter vector, in place; see {@link org.transformerbench.api.AdamW}.
     *
     * @param p parameters
     * @param g gradient
     * @param m first moment
     * @param v second moment
     * @param from first element
     * @param to after the last element
     * @param factors the step's constants
     */
    void adamW(float[] p, float[] g, float[] m, float[] v, int from, int to, AdamWFactors factors);
}
