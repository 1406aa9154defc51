package org.transformerbench.models.kernel;

/**
 * Causal attention of some heads, for {@link AttentionKernels}. A row of queries, keys or values
 * holds the heads side by side.
 *
 * @param positions T
 * @param heads H
 * @param headWidth K
 * @param scale multiplies the scores
 * @param dropout rate of the attention weights, 0 for none
 * @param key of {@link DropoutMask#key}
 * @param firstExample where in the batch the micro-batch begins, for the mask
 * @param examples how many examples the micro-batch has
 * @param wholeVectors whether the rows of all operands may be read and written up to {@link Kernels#stride} of their width,
 *     which holds zeros
 * @param lastOnly whether there is one query per example, the last position
 */
public record HeadLayout(
        int positions,
        int heads,
        int headWidth,
        float scale,
        float dropout,
        long key,
        int firstExample,
        int examples,
        boolean wholeVectors,
        boolean lastOnly) {

    /** With more, it is worth more to skip what is hidden than to compute all pairs of a head at once. */
    private static final int FEW_POSITIONS = 32;

    /**
     * Whether the positions are so few that all pairs of a head are computed at once.
     *
     * @param positions T
     * @return whether blocks are worth less
     */
    public static boolean isShort(int positions) {
        return positions <= FEW_POSITIONS;
    }

    /**
     * Whether a vector holds whole heads only.
     *
     * @return false where a head has a part of a vector, or rows are not whole vectors
     */
    public boolean fillsVectors() {
        return wholeVectors && fillsVectors(headWidth);
    }

    /**
     * Whether a vector holds whole heads only, where rows are whole vectors.
     *
     * @param headWidth of each head
     * @return false where a head has a part of a vector
     */
    public static boolean fillsVectors(int headWidth) {
        return Integer.bitCount(headWidth) == 1 && headWidth <= Arithmetic.VECTOR;
    }

    /**
     * The stride of a row that holds all heads.
     *
     * @return a multiple of {@link Kernels#LANES}
     */
    public int stride() {
        return Kernels.stride(heads * headWidth);
    }

    /**
     * Pairs of a query and a key that it sees, per example.
     *
     * @return T (T + 1) / 2
     */
    public int pairs() {
        return pairs(positions);
    }

    /**
     * Pairs of a query and a key that it sees, per example.
     *
     * @param positions T
     * @return T (T + 1) / 2
     */
    public static int pairs(int positions) {
        return positions * (positions + 1) / 2;
    }

    /**
     * The index in the mask of a head's weight of the pair (query, 0): rows of T weights, padded.
     *
     * @param example from {@link #firstExample} on
     * @param head its number
     * @param query its position
     * @return from 0
     */
    public int maskIndex(int example, int head, int query) {
        return (((firstExample + example) * heads + head) * positions + query) * Kernels.stride(positions);
    }

    /**
     * The distance of two heads in the mask.
     *
     * @return a number of elements
     */
    public int maskHeadStride() {
        return positions * Kernels.stride(positions);
    }
}
