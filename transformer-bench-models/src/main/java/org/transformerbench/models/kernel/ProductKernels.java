package org.transformerbench.models.kernel;

/** Matrix products; see the package's invariants. */
public interface ProductKernels {
    /** Floats that {@link #linearGradient} may overwrite. */
    int SCRATCH = 256 * (32 + 384);

    /**
     * y = x w + bias, or y = y + x w.
     *
     * @param x shape (rows, k)
     * @param xOffset where x begins
     * @param xStride between rows of x; any number of at least k
     * @param w shape (k, n), stride n
     * @param bias n values, or null for none
     * @param y shape (rows, n)
     * @param yOffset where y begins
     * @param yStride between rows of y; at least n
     * @param rows any number
     * @param k inner size, any number
     * @param n a multiple of {@link Kernels#LANES}
     * @param accumulate whether to add to y; bias must then be null
     */
    void matmul(
            float[] x,
            int xOffset,
            int xStride,
            float[] w,
            float[] bias,
            float[] y,
            int yOffset,
            int yStride,
            int rows,
            int k,
            int n,
            boolean accumulate);

    /**
     * Columns of a panel of weights, see {@link #linear}.
     *
     * @return a multiple of {@link Kernels#LANES}, or {@link Integer#MAX_VALUE} where a weight is one panel
     */
    int panel();

    /**
     * y = x w + bias, or y = y + x w, with a weight in panels: its first {@link #panel} columns as a matrix of their own, row
     * by row, then as many again, and so on; the last panel has what is left. What a block of the result reads
     * then lies side by side, however wide the weight is.
     *
     * @param x shape (rows, k)
     * @param w shape (k, n) in panels
     * @param bias n values, or null for none
     * @param y shape (rows, n)
     * @param rows any number
     * @param k inner size, any number
     * @param n a multiple of {@link Kernels#LANES}
     * @param accumulate whether to add to y; bias must then be null
     */
    void linear(Strided x, float[] w, float[] bias, Strided y, int rows, int k, int n, boolean accumulate);

    /**
     * dw = dw + x^T dy, the gradient of a weight in panels, as {@link #linear} has it.
     *
     * @param x shape (rows, k); its stride is at least k rounded up to a multiple of {@link Kernels#LANES}
     * @param dy shape (rows, n)
     * @param dw shape (k, n) in panels
     * @param rows any number
     * @param k any number
     * @param n a multiple of {@link Kernels#LANES}
     * @param scratch {@link #SCRATCH} floats to overwrite
     */
    void linearGradient(Strided x, Strided dy, float[] dw, int rows, int k, int n, float[] scratch);

    /**
     * sums = sums + the sum of each column of dy: the gradient of a bias.
     *
     * @param dy shape (rows, n), stride n
     * @param sums n values
     * @param rows any number
     * @param n a multiple of {@link Kernels#LANES}
     */
    void columnSums(float[] dy, float[] sums, int rows, int n);
}
