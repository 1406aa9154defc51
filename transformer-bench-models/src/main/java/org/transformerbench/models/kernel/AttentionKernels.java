package org.transformerbench.models.kernel;

/** Causal attention of some heads; see the package's invariants. */
public interface AttentionKernels {

    /**
     * The size of what {@link #forward} saves for the backward pass.
     *
     * @param positions T
     * @param heads H
     * @param headWidth K
     * @param wholeVectors as in {@link HeadLayout}
     * @param lastOnly as there
     * @return floats per example
     */
    int savedFloats(int positions, int heads, int headWidth, boolean wholeVectors, boolean lastOnly);

    /**
     * Causal attention, of all positions or of the last one: out_i = sum over j of d(p_ij) v_j with p_i = softmax(scale q_i k_j) over
     * j &lt;= i, and d the dropout mask.
     *
     * @param layout sizes and dropout
     * @param queries B x T rows, or B
     * @param keys B x T rows
     * @param values B x T rows
     * @param weights receives what the backward pass needs; {@link #savedFloats} per example
     * @param out as many rows as queries, overwritten
     */
    void forward(HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out);

    /**
     * The gradients of {@link #forward}.
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
    void backward(
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
}
