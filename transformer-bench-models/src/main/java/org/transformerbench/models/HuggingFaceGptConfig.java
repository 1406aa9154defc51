package org.transformerbench.models;

import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/**
 * The configuration of a {@link HuggingFaceGpt}. The hidden layer is four times as wide as the model, a head as wide as the model
 * divided by the number of heads.
 *
 * @param modelWidth D; at least 1, divisible by {@code heads}
 * @param layers number of blocks; at least 1
 * @param heads H; at least 1
 * @param dropout rate after the embedding, on attention weights and before each residual addition; in [0, 1)
 * @param layerNormEpsilon under the root of each normalisation; above 0
 */
public record HuggingFaceGptConfig(int modelWidth, int layers, int heads, double dropout, double layerNormEpsilon) {

    public HuggingFaceGptConfig {
        Sizes.requireTransformer(modelWidth, layers, heads, layerNormEpsilon);
        Require.divisible("modelWidth", modelWidth, "heads", heads);
        Require.within("dropout", dropout, 0, 1);
    }

    static HuggingFaceGptConfig defaultFor(SequenceShape shape) {
        return new HuggingFaceGptConfig(Sizes.isShort(shape) ? 16 : 64, 4, 4, 0.1, 1e-5);
    }
}
