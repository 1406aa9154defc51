package org.transformerbench.models.kernel;

/** The part of {@link Kernels} that computes attention over few positions; see the package's invariants. */
public interface AttentionKernels {

    /**
     * Whether {@link #groupedAttention} exists for this width of a head.
     *
     * @param headWidth K
     * @return false where attention is to be composed of matrix products
     */
    boolean groupsHeads(int headWidth);

    /**
     * The size of what {@link #groupedAttention} keeps for its backward pass.
     *
     * @param positions T
     * @param heads H
     * @param headWidth K
     * @return floats per example
     */
    int groupedWeights(int positions, int heads, int headWidth);

    /**
     * Causal attention over few positions, all heads of a row at once: out_i = sum over j of d(p_ij) v_j with
     * p_i = softmax(scale q_i k_j) over j &lt;= i, and d the dropout mask.
     *
     * @param layout sizes and dropout
     * @param queries B x T rows
     * @param keys B x T rows
     * @param values B x T rows
     * @param weights receives p before dropout, in an order of its own; {@link #groupedWeights} per example
     * @param out B x T rows, overwritten
     */
    void groupedAttention(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out);

    /**
     * The gradients of {@link #groupedAttention}.
     *
     * @param layout as in the forward pass
     * @param queries as in the forward pass
     * @param keys as in the forward pass
     * @param values as in the forward pass
     * @param weights as kept
     * @param dOut gradient of the output
     * @param dQueries is added to
     * @param dKeys is added to
     * @param dValues is added to
     */
    void groupedAttentionBackward(
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues);

    /**
     * The size of what {@link #lastAttention} keeps for its backward pass.
     *
     * @param positions T
     * @param heads H
     * @param headWidth K
     * @return floats per example
     */
    default int lastWeights(int positions, int heads, int headWidth) {
        return positions * Kernels.stride(heads * headWidth);
    }

    /**
     * Attention of the last position to all T: the last row of {@link #groupedAttention}, for any width of a head.
     *
     * @param layout sizes and dropout
     * @param wholeVectors whether the rows of all operands may be read and written up to {@link Kernels#stride} of their
     *     width, which holds zeros
     * @param queries B rows
     * @param keys B x T rows
     * @param values B x T rows
     * @param weights receives p before dropout, in an order of its own; {@link #lastWeights} per example
     * @param out B rows, overwritten
     */
    void lastAttention(
            HeadLayout layout,
            boolean wholeVectors,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided out);

    /**
     * The gradients of {@link #lastAttention}.
     *
     * @param layout as in the forward pass
     * @param wholeVectors as in the forward pass
     * @param queries as in the forward pass
     * @param keys as in the forward pass
     * @param values as in the forward pass
     * @param weights as kept
     * @param dOut gradient of the output
     * @param dQueries is added to
     * @param dKeys is added to
     * @param dValues is added to
     */
    void lastAttentionBackward(
            HeadLayout layout,
            boolean wholeVectors,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues);
}
