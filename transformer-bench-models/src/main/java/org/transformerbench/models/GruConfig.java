package org.transformerbench.models;

import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/**
 * The configuration of a {@link Gru}.
 *
 * @param embeddingWidth E, the width of a token's vector; at least 1
 * @param hiddenWidth H, the width of each layer's state; at least 1
 * @param layers number of recurrent layers; at least 1
 */
public record GruConfig(int embeddingWidth, int hiddenWidth, int layers) {

    public GruConfig {
        Require.atLeast("embeddingWidth", embeddingWidth, 1);
        Require.atLeast("hiddenWidth", hiddenWidth, 1);
        Require.atLeast("layers", layers, 1);
    }

    static GruConfig defaultFor(SequenceShape shape) {
        return Sizes.isShort(shape) ? new GruConfig(16, 32, 1) : new GruConfig(64, 128, 1);
    }
}
