package org.transformerbench.models.block;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Layer normalisation without gain and bias. Source: Ba, Kiros and Hinton, "Layer Normalization", 2016; the variance is the
 * biased one and the epsilon stands under the root, as in PyTorch's {@code nn.LayerNorm}.
 */
public final class LayerNorm {
    /** The last dimension of (B, T, D); never given as -1, which SameDiff's reductions compute wrongly. */
    private static final int WIDTH_DIMENSION = 2;

    private LayerNorm() {}

    /**
     * Computes (x - mean) / sqrt(variance + epsilon) over the last dimension.
     *
     * @param x shape (B, T, D)
     * @param epsilon above 0
     * @return shape (B, T, D)
     */
    public static SDVariable normalise(SDVariable x, double epsilon) {
        SDVariable centred = x.sub(x.mean(true, WIDTH_DIMENSION));
        SDVariable variance = centred.mul(centred).mean(true, WIDTH_DIMENSION);
        return centred.div(x.getSameDiff().math().sqrt(variance.add(epsilon)));
    }
}
