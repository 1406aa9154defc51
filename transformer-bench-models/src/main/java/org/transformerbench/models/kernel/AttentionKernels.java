package org.transformerbench.models.kernel;

/** The part of {@link Kernels} that computes attention; see the package's invariants. */
public interface AttentionKernels {

    /**
     * The size of what {@link #attention} keeps for its backward pass.
     *
     * @param positions T
     * @param heads H
     * @param headWidth K
     * @param wholeVectors as there
     * @return floats per example
     */
    int attentionWeights(int positions, int heads, int headWidth, boolean wholeVectors);

    /**
     * Causal attention of all positions: out_i = sum over j of d(p_ij) v_j with p_i = softmax(scale q_i k_j) over
     * j &lt;= i, and d the dropout mask.
     *
     * @param layout sizes and dropout
     * @param wholeVectors whether the rows of all operands may be read and written up to {@link Kernels#stride} of their
     *     width, which holds zeros
     * @param queries B x T rows
     * @param keys B x T rows
     * @param values B x T rows
     * @param weights receives what the backward pass needs; {@link #attentionWeights} per example
     * @param out B x T rows, overwritten
     */
    void attention(
            HeadLayout layout,
            boolean wholeVectors,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided out);

    /**
     * The gradients of {@link #attention}.
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
    void attentionBackward(
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
     * Attention of the last position to all T: the last row of {@link #attention}.
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
