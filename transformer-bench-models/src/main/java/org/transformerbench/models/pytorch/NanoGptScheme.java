package org.transformerbench.models.pytorch;

/**
 * The weights of nanoGPT; files of HuggingFace's GPT-2 have the same names, their linear layers the other way around, and may leave
 * out the beginning {@code transformer.} Source: karpathy/nanoGPT, {@code model.py}, {@code GPT} and {@code from_pretrained}.
 */
final class NanoGptScheme {
    private static final String LAYER = "transformer.h.{layer}.";

    private NanoGptScheme() {}

    static WeightScheme scheme() {
        return WeightScheme.of("nano-gpt")
                .body("transformer.", "lm_head.weight")
                .weight("transformer.wte.weight", "vocabularySize", "modelWidth")
                .weight("transformer.wpe.weight", "contextLength", "modelWidth")
                .weight(LAYER + "ln_1.weight", "modelWidth")
                .weightIf("bias", LAYER + "ln_1.bias", "modelWidth")
                .linear(LAYER + "attn.c_attn.weight", "3*modelWidth", "modelWidth")
                .weightIf("bias", LAYER + "attn.c_attn.bias", "3*modelWidth")
                .linear(LAYER + "attn.c_proj.weight", "modelWidth", "modelWidth")
                .weightIf("bias", LAYER + "attn.c_proj.bias", "modelWidth")
                .weight(LAYER + "ln_2.weight", "modelWidth")
                .weightIf("bias", LAYER + "ln_2.bias", "modelWidth")
                .linear(LAYER + "mlp.c_fc.weight", "4*modelWidth", "modelWidth")
                .weightIf("bias", LAYER + "mlp.c_fc.bias", "4*modelWidth")
                .linear(LAYER + "mlp.c_proj.weight", "modelWidth", "4*modelWidth")
                .weightIf("bias", LAYER + "mlp.c_proj.bias", "modelWidth")
                .weight("transformer.ln_f.weight", "modelWidth")
                .weightIf("bias", "transformer.ln_f.bias", "modelWidth")
                .tied("lm_head.weight", "transformer.wte.weight")
                .ignoring(LAYER + "attn.bias", LAYER + "attn.masked_bias")
                .unseen("heads", "modelWidth", "n_head", "num_attention_heads")
                .build();
    }
}
