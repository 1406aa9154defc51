package org.transformerbench.models.kernel;

/**
 * Functions of elements that lie side by side in interleaved tensors, see {@link InterleavedKernels}. The number of elements is a multiple
 * of {@link Kernels#LANES}; the result is in none of the operands' arrays.
 */
public interface LaneElementwiseKernels {

    /**
     * Whether these kernels are fast only on arrays whose first elements are the operands' and the result's.
     *
     * @return true if it pays to copy elements to the beginning of other arrays first
     */
    boolean wantsArraysFromZero();

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
     * y = a + b.
     *
     * @param a first operand
     * @param aAt index of its first element
     * @param b second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = a - b.
     *
     * @param a first operand
     * @param aAt index of its first element
     * @param b second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = a b.
     *
     * @param a first operand
     * @param aAt index of its first element
     * @param b second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = a / b.
     *
     * @param a first operand
     * @param aAt index of its first element
     * @param b second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void divide(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = max(a, b).
     *
     * @param a first operand
     * @param aAt index of its first element
     * @param b second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void maximum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = min(a, b).
     *
     * @param a first operand
     * @param aAt index of its first element
     * @param b second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void minimum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = -x.
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void negate(float[] x, int from, float[] y, int to, int count);

    /**
     * y = 1 / x.
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void reciprocal(float[] x, int from, float[] y, int to, int count);

    /**
     * y = sqrt(x).
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void squareRoot(float[] x, int from, float[] y, int to, int count);

    /**
     * y = 1 / sqrt(x).
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void inverseSquareRoot(float[] x, int from, float[] y, int to, int count);

    /**
     * y = e^x.
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void exp(float[] x, int from, float[] y, int to, int count);

    /**
     * y = log(x).
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void log(float[] x, int from, float[] y, int to, int count);

    /**
     * y = log(1 + x).
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void log1p(float[] x, int from, float[] y, int to, int count);

    /**
     * y = tanh(x).
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void tanh(float[] x, int from, float[] y, int to, int count);

    /**
     * y = 1 / (1 + e^-x).
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void sigmoid(float[] x, int from, float[] y, int to, int count);

    /**
     * y = erf(x).
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void erf(float[] x, int from, float[] y, int to, int count);

    /**
     * y = -1, 0 or 1, as the sign of x is.
     *
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void sign(float[] x, int from, float[] y, int to, int count);

    /**
     * y = 1 where a &lt; b, else 0.
     *
     * @param a first operand
     * @param aAt index of its first element
     * @param b second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void less(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = 1 where a &lt;= b, else 0.
     *
     * @param a first operand
     * @param aAt index of its first element
     * @param b second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void atMost(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = a where condition is not 0, else b.
     *
     * @param condition decides
     * @param conditionAt index of its first element
     * @param a first choice
     * @param aAt index of its first element
     * @param b second choice
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void select(
            float[] condition, int conditionAt, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    /**
     * y = f(x).
     *
     * @param curve the function
     * @param parameter its parameter, for one that has one
     * @param x the operand
     * @param from index of its first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void curve(Curve curve, float parameter, float[] x, int from, float[] y, int to, int count);

    /**
     * y = factor f'(x): the gradient of an operand.
     *
     * @param curve the function
     * @param parameter its parameter, for one that has one
     * @param x the operand
     * @param xAt index of its first element
     * @param factor the gradient of the result
     * @param factorAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void slope(
            Curve curve,
            float parameter,
            float[] x,
            int xAt,
            float[] factor,
            int factorAt,
            float[] y,
            int yAt,
            int count);

    /**
     * z = g y (1 - y).
     *
     * @param y results of the function
     * @param yAt index of the first one
     * @param g their gradient
     * @param gAt index of its first element
     * @param z receives the gradient of the function's operand
     * @param zAt index of its first element
     * @param count how many
     */
    void sigmoidGradient(float[] y, int yAt, float[] g, int gAt, float[] z, int zAt, int count);

    /**
     * z = g (1 - y^2).
     *
     * @param y results of the function
     * @param yAt index of the first one
     * @param g their gradient
     * @param gAt index of its first element
     * @param z receives the gradient of the function's operand
     * @param zAt index of its first element
     * @param count how many
     */
    void tanhGradient(float[] y, int yAt, float[] g, int gAt, float[] z, int zAt, int count);
}
