package org.transformerbench.models;

import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/**
 * The configuration of an {@link Mlp}.
 *
 * @param embeddingWidth E, the width of a token's vector; at least 1
 * @param hiddenWidth H, the width of the hidden layer; at least 1
 */
public record MlpConfig(int embeddingWidth, int hiddenWidth) {

    public MlpConfig {
        Require.atLeast("embeddingWidth", embeddingWidth, 1);
        Require.atLeast("hiddenWidth", hiddenWidth, 1);
    }

    static MlpConfig defaultFor(SequenceShape shape) {
        return Sizes.isShort(shape) ? new MlpConfig(8, 128) : new MlpConfig(16, 256);
    }
}
