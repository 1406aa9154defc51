package org.transformerbench.models;

import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/**
 * The configuration of a {@link TlTransformer}; the widths are independent of one another.
 *
 * @param modelWidth D; at least 1
 * @param layers number of blocks; at least 1
 * @param heads H; at least 1
 * @param headWidth K; at least 1
 * @param mlpWidth M, the width of the hidden layer; at least 1
 * @param layerNormEpsilon under the root of each normalisation; above 0
 */
public record TlTransformerConfig(
        int modelWidth, int layers, int heads, int headWidth, int mlpWidth, double layerNormEpsilon) {

    public TlTransformerConfig {
        Sizes.requireTransformer(modelWidth, layers, heads, layerNormEpsilon);
        Require.atLeast("headWidth", headWidth, 1);
        Require.atLeast("mlpWidth", mlpWidth, 1);
    }

    static TlTransformerConfig defaultFor(SequenceShape shape) {
        return Sizes.isShort(shape)
                ? new TlTransformerConfig(16, 4, 4, 4, 64, 1e-5)
                : new TlTransformerConfig(64, 4, 4, 16, 256, 1e-5);
    }
}
