package org.transformerbench.models.pytorch;

/**
 * The weights of HuggingFace's OpenAI GPT, with the names of the model without a head; with one they begin with {@code
 * transformer.} Linear layers are stored input first. Source: huggingface/transformers, {@code
 * models/openai/modeling_openai.py}.
 */
final class HuggingFaceGptScheme {
    private static final String LAYER = "h.{layer}.";

    private HuggingFaceGptScheme() {}

    static WeightScheme scheme() {
        return WeightScheme.of("hugging-face-gpt")
                .body("transformer.", "lm_head.weight")
                .weight("tokens_embed.weight", "vocabularySize", "modelWidth")
                .weight("positions_embed.weight", "contextLength", "modelWidth")
                .linear(LAYER + "attn.c_attn.weight", "modelWidth", "3*modelWidth")
                .weight(LAYER + "attn.c_attn.bias", "3*modelWidth")
                .linear(LAYER + "attn.c_proj.weight", "modelWidth", "modelWidth")
                .weight(LAYER + "attn.c_proj.bias", "modelWidth")
                .weight(LAYER + "ln_1.weight", "modelWidth")
                .weight(LAYER + "ln_1.bias", "modelWidth")
                .linear(LAYER + "mlp.c_fc.weight", "modelWidth", "4*modelWidth")
                .weight(LAYER + "mlp.c_fc.bias", "4*modelWidth")
                .linear(LAYER + "mlp.c_proj.weight", "4*modelWidth", "modelWidth")
                .weight(LAYER + "mlp.c_proj.bias", "modelWidth")
                .weight(LAYER + "ln_2.weight", "modelWidth")
                .weight(LAYER + "ln_2.bias", "modelWidth")
                .weight("lm_head.weight", "vocabularySize", "modelWidth")
                .maybeTied("lm_head.weight", "tokens_embed.weight")
                .ignoring(LAYER + "attn.bias", LAYER + "attn.masked_bias", "position_ids")
                .unseen("heads", "modelWidth", "n_head", "num_attention_heads")
                .build();
    }
}
