package org.transformerbench.models.block;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;

/** y = x W over the last dimension of hidden states; a bias is added by the caller. */
public final class Linear {
    private Linear() {}

    /**
     * With a weight that is stored input first, as GPT-1's {@code Conv1D} and TransformerLens do.
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
     * With a weight that is stored output first, as PyTorch's {@code nn.Linear} does.
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
