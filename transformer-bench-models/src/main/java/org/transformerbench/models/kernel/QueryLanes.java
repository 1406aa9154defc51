package org.transformerbench.models.kernel;

/**
 * The parts of {@link BlockedAttention}: work on matrices with a row per key, whose columns, the lanes, are queries. Rows
 * follow each other without a gap.
 */
public interface QueryLanes {
    /**
     * Queries of a block: more make longer products, fewer skip more hidden pairs.
     *
     * @return a multiple of {@link Kernels#LANES}
     */
    int block();

    /**
     * y = x w + addend, or y = x^T w + addend.
     *
     * @param x left factor
     * @param transposed whether x is
     * @param w right factor
     * @param addend null for zero, or y itself
     * @param y overwritten
     * @param rows of y
     * @param inner columns of x, rows if it is transposed
     * @param n columns of w, a multiple of {@link Kernels#LANES}
     */
    void product(Strided x, boolean transposed, Strided w, Strided addend, Strided y, int rows, int inner, int n);

    /**
     * Each lane becomes the softmax over the keys that it sees, in place, and zero for the others.
     *
     * @param x scores; minus infinity of a key that a lane does not see
     * @param at where they begin
     * @param keys rows
     * @param lanes columns
     */
    void softmax(float[] x, int at, int keys, int lanes);

    /**
     * In each lane dp becomes scale p (dp - sum(p dp)), with the sum over the keys.
     *
     * @param p weights, of which the sign does not count
     * @param at where they begin
     * @param dp begins at 0
     * @param keys rows
     * @param lanes columns
     * @param scale a factor
     */
    void softmaxBackward(float[] p, int at, float[] dp, int keys, int lanes, float scale);

    /**
     * y = x times a dropout mask. What is dropped becomes negative in x, so that the mask need not be drawn again.
     *
     * @param layout has rate and key
     * @param index of the mask's element of the first key in the first lane; a key further it is one more
     * @param laneStep from a lane's index to the next one's
     * @param x weights
     * @param at where they begin
     * @param y begins at 0
     * @param keys rows
     * @param lanes columns
     */
    void drop(HeadLayout layout, int index, int laneStep, float[] x, int at, float[] y, int keys, int lanes);

    /**
     * With the mask in the signs of x, y = x times the mask and dy = dy times the mask.
     *
     * @param x weights, negative where they are dropped
     * @param at where they begin
     * @param y begins at 0, as does dy
     * @param dy gradient of y
     * @param keys rows
     * @param lanes columns
     * @param kept what the mask multiplies by where nothing is dropped
     */
    void dropBackward(float[] x, int at, float[] y, float[] dy, int keys, int lanes, float kept);

    /**
     * Adds columns of some rows to others.
     *
     * @param x is added
     * @param y is added to
     * @param rows how many
     * @param columns how many, from the first on
     */
    void add(Strided x, Strided y, int rows, int columns);
}
