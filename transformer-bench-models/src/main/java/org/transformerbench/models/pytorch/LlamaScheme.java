package org.transformerbench.models.pytorch;

/**
 * The weights of HuggingFace's LLaMA, and of Qwen3, whose queries and keys have norms. No shape tells the context length, as rotary
 * positions have no table; nor the number of heads, where there are no such norms. Source: huggingface/transformers, {@code
 * models/llama/modeling_llama.py} and {@code models/qwen3/modeling_qwen3.py}.
 */
final class LlamaScheme {
    private static final String LAYER = "model.layers.{layer}.";
    private static final String QUERY_WIDTH = "heads*headWidth";
    private static final String KEY_WIDTH = "keyValueHeads*headWidth";

    private LlamaScheme() {}

    static WeightScheme scheme() {
        return WeightScheme.of("llama")
                .body("model.", "lm_head.weight")
                .weight("model.embed_tokens.weight", "vocabularySize", "modelWidth")
                .weight(LAYER + "input_layernorm.weight", "modelWidth")
                .weight(LAYER + "self_attn.q_proj.weight", QUERY_WIDTH, "modelWidth")
                .weight(LAYER + "self_attn.k_proj.weight", KEY_WIDTH, "modelWidth")
                .weight(LAYER + "self_attn.v_proj.weight", KEY_WIDTH, "modelWidth")
                .weight(LAYER + "self_attn.o_proj.weight", "modelWidth", QUERY_WIDTH)
                .weightIf("queryKeyNorm", LAYER + "self_attn.q_norm.weight", "headWidth")
                .weightIf("queryKeyNorm", LAYER + "self_attn.k_norm.weight", "headWidth")
                .weight(LAYER + "post_attention_layernorm.weight", "modelWidth")
                .weight(LAYER + "mlp.gate_proj.weight", "mlpWidth", "modelWidth")
                .weight(LAYER + "mlp.up_proj.weight", "mlpWidth", "modelWidth")
                .weight(LAYER + "mlp.down_proj.weight", "modelWidth", "mlpWidth")
                .weight("model.norm.weight", "modelWidth")
                .weightUnlessTied("tied", "lm_head.weight", "model.embed_tokens.weight", "vocabularySize", "modelWidth")
                .ignoring(LAYER + "self_attn.rotary_emb.inv_freq", "model.rotary_emb.inv_freq")
                .unseen("heads", QUERY_WIDTH, "num_attention_heads")
                .build();
    }
}
