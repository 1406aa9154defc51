package org.transformerbench.models;

import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;
import org.transformerbench.models.block.Activation;

/**
 * The configuration of a {@link NanoGpt}. The hidden layer is four times as wide as the model, a head as wide as the model
 * divided by the number of heads.
 *
 * @param modelWidth D; at least 1, divisible by {@code heads}
 * @param layers number of blocks; at least 1
 * @param heads H; at least 1
 * @param dropout rate after the embedding, on attention weights and before each residual addition; in [0, 1)
 * @param bias whether linear layers and normalisations have a bias
 * @param activation the form of GELU
 * @param layerNormEpsilon under the root of each normalisation; above 0
 */
public record NanoGptConfig(
        int modelWidth,
        int layers,
        int heads,
        double dropout,
        boolean bias,
        Activation activation,
        double layerNormEpsilon) {

    public NanoGptConfig {
        Sizes.requireTransformer(modelWidth, layers, heads, layerNormEpsilon);
        Require.divisible("modelWidth", modelWidth, "heads", heads);
        Require.within("dropout", dropout, 0, 1);
        Require.that(activation != null, "activation", null, "must be set");
    }

    static NanoGptConfig defaultFor(SequenceShape shape) {
        return Sizes.isShort(shape)
                ? new NanoGptConfig(16, 6, 4, 0.1, true, Activation.GELU_TANH, 1e-5)
                : new NanoGptConfig(64, 4, 4, 0.1, true, Activation.GELU_TANH, 1e-5);
    }
}
