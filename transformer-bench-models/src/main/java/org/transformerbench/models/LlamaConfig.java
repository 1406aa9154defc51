package org.transformerbench.models;

import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/**
 * The configuration of a {@link Llama}; the widths are independent of one another.
 *
 * @param modelWidth D; at least 1
 * @param layers number of blocks; at least 1
 * @param heads H, those of queries; at least 1, divisible by {@code keyValueHeads}
 * @param keyValueHeads G, those of keys and values, each shared by H / G heads of queries; at least 1
 * @param headWidth K; at least 2 and even, since rotation takes its numbers in pairs
 * @param mlpWidth M, the width of the hidden layer; at least 1
 * @param ropeTheta base of the angles by which positions rotate; above 0
 * @param queryKeyNorm whether each head's queries and keys are normalised before they are rotated, as in Qwen3
 * @param tied whether the head is the token embedding
 * @param rmsNormEpsilon under the root of each normalisation; above 0
 */
public record LlamaConfig(
        int modelWidth,
        int layers,
        int heads,
        int keyValueHeads,
        int headWidth,
        int mlpWidth,
        double ropeTheta,
        boolean queryKeyNorm,
        boolean tied,
        double rmsNormEpsilon) {

    public LlamaConfig {
        Sizes.requireTransformer(modelWidth, layers, heads);
        Require.atLeast("keyValueHeads", keyValueHeads, 1);
        Require.divisible("heads", heads, "keyValueHeads", keyValueHeads);
        Require.atLeast("headWidth", headWidth, 2);
        Require.that(headWidth % 2 == 0, "headWidth", headWidth, "must be even");
        Require.atLeast("mlpWidth", mlpWidth, 1);
        Require.positive("ropeTheta", ropeTheta);
        Require.positive("rmsNormEpsilon", rmsNormEpsilon);
    }

    static LlamaConfig defaultFor(SequenceShape shape) {
        return Sizes.isShort(shape)
                ? new LlamaConfig(16, 4, 4, 4, 4, 48, 10_000, false, false, 1e-6)
                : new LlamaConfig(64, 4, 4, 4, 16, 192, 10_000, false, false, 1e-6);
    }
}
