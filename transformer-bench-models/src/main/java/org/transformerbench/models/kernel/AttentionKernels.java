package org.transformerbench.models.kernel;

/** The part of {@link Kernels} that computes attention; see the package's invariants. */
public interface AttentionKernels {

    /**
     * The size of what {@link #attention} keeps for its backward pass.
     *
     * @param positions T
     * @param heads H
     * @param headWidth K
     * @param wholeVectors as in {@link HeadLayout}
     * @param lastOnly as there
     * @return floats per example
     */
    int attentionWeights(int positions, int heads, int headWidth, boolean wholeVectors, boolean lastOnly);

    /**
     * Causal attention, of all positions or of the last one: out_i = sum over j of d(p_ij) v_j with p_i = softmax(scale q_i k_j) over
     * j &lt;= i, and d the dropout mask.
     *
     * @param layout sizes and dropout
     * @param queries B x T rows, or B
     * @param keys B x T rows
     * @param values B x T rows
     * @param weights receives what the backward pass needs; {@link #attentionWeights} per example
     * @param out as many rows as queries, overwritten
     */
    void attention(HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out);

    /**
     * The gradients of {@link #attention}.
     *
     * @param layout as in the forward pass
     * @param queries as in the forward pass
     * @param keys as in the forward pass
     * @param values as in the forward pass
     * @param weights as saved
     * @param dOut gradient of the output
     * @param dQueries is added to
     * @param dKeys is added to
     * @param dValues is added to
     */
    void attentionBackward(
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues);
}
