package org.transformerbench.models.block;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Normalisation by the root of the mean square, without gain. Source: Zhang and Sennrich, "Root Mean Square Layer Normalization",
 * 2019; the epsilon stands under the root.
 */
public final class RmsNorm {
    private RmsNorm() {}

    /**
     * Computes x / sqrt(mean(x^2) + epsilon) over the last dimension.
     *
     * @param x shape (B, T, D), or (B, T, H, K) for a norm of each head
     * @param last the index of the last dimension; never -1, which SameDiff's reductions compute wrongly
     * @param epsilon above 0
     * @return the same shape
     */
    public static SDVariable normalise(SDVariable x, int last, double epsilon) {
        SDVariable meanSquare = x.mul(x).mean(true, last);
        return x.div(x.getSameDiff().math().sqrt(meanSquare.add(epsilon)));
    }
}
