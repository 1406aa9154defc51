package org.transformerbench.models.kernel;

/** Matrix products on interleaved tensors; see {@link InterleavedKernels}. */
public interface LaneProductKernels {

    /**
     * C = A B, where each element of the matrices is a run.
     *
     * @param a shape (m, k)
     * @param b shape (k, n)
     * @param c shape (m, n), overwritten
     * @param m rows of a and c
     * @param k inner size
     * @param n columns of b and c
     * @param lanes the length of a run
     */
    void product(Strides a, Strides b, Strides c, int m, int k, int n, int lanes);

    /**
     * C = W X for many matrices X at once: each element of X and C is a run, each one of W a number.
     *
     * @param w shape (m, k)
     * @param x where the rows of the first X begin; its columns are given by {@code xColumns}
     * @param xColumns where each column begins
     * @param c where the rows of the first result begin
     * @param cColumns where each column of the result begins
     * @param m rows of w and c
     * @param k inner size
     * @param lanes the length of a run
     */
    void weighted(Strides w, Strides x, int[] xColumns, Strides c, int[] cColumns, int m, int k, int lanes);

    /**
     * C = C + the sum over the lanes of A B, one number for each element: the gradient of a weight.
     *
     * @param a where the rows of A begin; its columns are given by {@code aPairs}
     * @param aPairs where each column of A begins
     * @param b where the columns of B begin; its rows are given by {@code bPairs}
     * @param bPairs where each row of B begins, as many as A has columns
     * @param c shape (m, n), numbers, added to
     * @param m rows of a and c
     * @param n columns of b and c
     * @param lanes the length of a run
     */
    void dot(Strides a, int[] aPairs, Strides b, int[] bPairs, Strides c, int m, int n, int lanes);
}
