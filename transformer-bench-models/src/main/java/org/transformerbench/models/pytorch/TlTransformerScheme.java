package org.transformerbench.models.pytorch;

/**
 * The weights of the clean Transformer, which have a dimension for the heads. Source: TransformerLensOrg/TransformerLens, {@code
 * demos/Clean_Transformer_Demo.ipynb}.
 */
final class TlTransformerScheme {
    private static final String LAYER = "blocks.{layer}.";

    private TlTransformerScheme() {}

    static WeightScheme scheme() {
        return WeightScheme.of("tl-transformer")
                .weight("embed.W_E", "vocabularySize", "modelWidth")
                .weight("pos_embed.W_pos", "contextLength", "modelWidth")
                .weight(LAYER + "ln1.w", "modelWidth")
                .weight(LAYER + "ln1.b", "modelWidth")
                .weight(LAYER + "ln2.w", "modelWidth")
                .weight(LAYER + "ln2.b", "modelWidth")
                .weight(LAYER + "attn.W_Q", "heads", "modelWidth", "headWidth")
                .weight(LAYER + "attn.b_Q", "heads", "headWidth")
                .weight(LAYER + "attn.W_K", "heads", "modelWidth", "headWidth")
                .weight(LAYER + "attn.b_K", "heads", "headWidth")
                .weight(LAYER + "attn.W_V", "heads", "modelWidth", "headWidth")
                .weight(LAYER + "attn.b_V", "heads", "headWidth")
                .weight(LAYER + "attn.W_O", "heads", "headWidth", "modelWidth")
                .weight(LAYER + "attn.b_O", "modelWidth")
                .weight(LAYER + "mlp.W_in", "modelWidth", "mlpWidth")
                .weight(LAYER + "mlp.b_in", "mlpWidth")
                .weight(LAYER + "mlp.W_out", "mlpWidth", "modelWidth")
                .weight(LAYER + "mlp.b_out", "modelWidth")
                .weight("ln_final.w", "modelWidth")
                .weight("ln_final.b", "modelWidth")
                .weight("unembed.W_U", "modelWidth", "vocabularySize")
                .weight("unembed.b_U", "vocabularySize")
                .ignoring(LAYER + "attn.mask", LAYER + "attn.IGNORE")
                .build();
    }
}
