package org.transformerbench.models.block;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;

/** The product y = x W over the last dimension of hidden states; the caller adds a bias. */
public final class Linear {
    private Linear() {}

    /**
     * Multiplies by a weight of shape (in, out), as in GPT-1's {@code Conv1D} and TransformerLens.
     *
     * @param graph knows T
     * @param x shape (B, T, in)
     * @param weight shape (in, out)
     * @param inputWidth in
     * @param outputWidth out
     * @return shape (B, T, out)
     */
    public static SDVariable inputFirst(
            GraphScope graph, SDVariable x, SDVariable weight, int inputWidth, int outputWidth) {
        return x.reshape(-1, inputWidth).mmul(weight).reshape(-1, graph.positions(), outputWidth);
    }

    /**
     * Multiplies by a weight of shape (out, in), as in PyTorch's {@code nn.Linear}.
     *
     * @param graph knows T
     * @param x shape (B, T, in)
     * @param weight shape (out, in)
     * @param inputWidth in
     * @param outputWidth out
     * @return shape (B, T, out)
     */
    public static SDVariable outputFirst(
            GraphScope graph, SDVariable x, SDVariable weight, int inputWidth, int outputWidth) {
        SDVariable rows = x.reshape(-1, inputWidth);
        return graph.graph().mmul(rows, weight, false, true, false).reshape(-1, graph.positions(), outputWidth);
    }
}
