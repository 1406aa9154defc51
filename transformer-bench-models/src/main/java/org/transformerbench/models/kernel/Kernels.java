package org.transformerbench.models.kernel;

/** Forward and backward arithmetic on padded matrices; see the package's invariants. */
public interface Kernels extends ProductKernels, AttentionKernels {
    /** Strides are multiples of this number of floats: one 512-bit vector. */
    int LANES = 16;

    /**
     * The stride of a matrix.
     *
     * @param width the number of columns; at least 1
     * @return the width, rounded up to a multiple of {@link #LANES}
     */
    static int stride(int width) {
        return (width + LANES - 1) / LANES * LANES;
    }

    /**
     * The name of this set of kernels, for the record.
     *
     * @return "plain" or "vector"
     */
    String name();

    /**
     * The set's normalisation of rows.
     *
     * @return stateless
     */
    NormKernels norms();

    /**
     * The set's losses.
     *
     * @return stateless
     */
    LossKernels losses();

    /**
     * The set's activation functions.
     *
     * @return stateless
     */
    ActivationKernels activations();

    /**
     * The same set's kernels on interleaved tensors.
     *
     * @return stateless
     */
    InterleavedKernels interleaved();

    /**
     * y = y + x, element by element.
     *
     * @param x values
     * @param y receives the sums
     * @param size how many; a multiple of {@link #LANES}
     */
    void add(float[] x, float[] y, int size);

    /**
     * y = y + x on parts of arrays.
     *
     * @param x values
     * @param xOffset where they begin
     * @param y receives the sums
     * @param yOffset where they begin
     * @param size how many; a multiple of {@link #LANES}
     */
    void add(float[] x, int xOffset, float[] y, int yOffset, int size);

    /**
     * z = x + y, element by element.
     *
     * @param x values
     * @param y values
     * @param z receives the sums
     * @param size how many; a multiple of {@link #LANES}
     */
    void sum(float[] x, float[] y, float[] z, int size);

    /**
     * Causal attention weights of positions that follow others, in place: row i becomes softmax(scale x) over its first
     * earlier + i + 1 columns and zero beyond.
     *
     * @param x shape (rows, earlier + rows)
     * @param stride of x
     * @param earlier how many positions come before the first row's
     * @param rows number of rows
     * @param scale multiplies the scores
     */
    void causalSoftmax(float[] x, int stride, int earlier, int rows, float scale);

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
