package org.transformerbench.models;

import static org.transformerbench.api.Initializer.constant;
import static org.transformerbench.api.Initializer.normal;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.block.CausalAttention;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.block.GroupedHeads;
import org.transformerbench.models.block.Linear;
import org.transformerbench.models.block.RmsNorm;
import org.transformerbench.models.block.RotaryPositions;

/**
 * LLaMA, today's standard Transformer: RMS norm before each part and at the end, rotary positions, key/value heads that several
 * query heads share, a gated hidden layer, and no biases; with a norm of queries and keys it is Qwen3. Names and layouts are those
 * of HuggingFace's {@code LlamaForCausalLM} and {@code Qwen3ForCausalLM}. Sources: Touvron et al., "LLaMA: Open and Efficient
 * Foundation Language Models", 2023; Yang et al., "Qwen3 Technical Report", 2025; huggingface/transformers, {@code
 * models/llama/modeling_llama.py} and {@code models/qwen3/modeling_qwen3.py}.
 */
public final class Llama implements Model<LlamaConfig> {
    private static final Initializer WEIGHT = normal(0.02);

    /** Creates the model for service discovery. */
    public Llama() {}

    @Override
    public String id() {
        return "llama";
    }

    @Override
    public Class<LlamaConfig> configType() {
        return LlamaConfig.class;
    }

    @Override
    public LlamaConfig defaultConfig(SequenceShape shape) {
        return LlamaConfig.defaultFor(shape);
    }

    @Override
    public Map<String, String> tiedParameters(LlamaConfig config) {
        return config.tied() ? Map.of("lm_head.weight", "model.embed_tokens.weight") : Map.of();
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, LlamaConfig config) {
        int width = config.modelWidth();
        int vocabularySize = graph.shape().vocabularySize();
        GraphScope model = graph.child("model");
        SDVariable embedTokens = model.parameter("embed_tokens.weight", WEIGHT, vocabularySize, width);

        SDVariable x = Embedding.tokens(graph, tokens, embedTokens, width);
        for (int layer = 0; layer < config.layers(); layer++) {
            x = block(model.child("layers." + layer), x, config);
        }
        x = norm(model.child("norm"), x, 2, width, config);
        SDVariable head =
                config.tied() ? embedTokens : graph.parameter("lm_head.weight", WEIGHT, vocabularySize, width);
        return Linear.outputFirst(graph, x, head, width, vocabularySize);
    }

    /** Builds a pre-norm block: x + attention(norm(x)), then x + mlp(norm(x)). */
    private static SDVariable block(GraphScope block, SDVariable x, LlamaConfig config) {
        int width = config.modelWidth();
        SDVariable before = norm(block.child("input_layernorm"), x, 2, width, config);
        SDVariable attended = x.add(attention(block.child("self_attn"), before, config));
        SDVariable after = norm(block.child("post_attention_layernorm"), attended, 2, width, config);
        return attended.add(mlp(block.child("mlp"), after, config));
    }

    private static SDVariable attention(GraphScope attn, SDVariable x, LlamaConfig config) {
        int width = config.modelWidth();
        int headWidth = config.headWidth();
        int queryWidth = config.heads() * headWidth;
        int keyWidth = config.keyValueHeads() * headWidth;
        GroupedHeads groups = new GroupedHeads(config.heads(), config.keyValueHeads(), headWidth);
        RotaryPositions positions = new RotaryPositions(headWidth, config.ropeTheta());

        SDVariable q = groups.splitQueries(attn, linear(attn.child("q_proj"), x, width, queryWidth)); // (B, T, H, K)
        SDVariable k = groups.split(attn, linear(attn.child("k_proj"), x, width, keyWidth)); // (B, T, G, K)
        SDVariable v = groups.split(attn, linear(attn.child("v_proj"), x, width, keyWidth));
        if (config.queryKeyNorm()) {
            q = norm(attn.child("q_norm"), q, 3, headWidth, config);
            k = norm(attn.child("k_norm"), k, 3, headWidth, config);
        }
        SDVariable mixed = new CausalAttention(config.heads(), headWidth, Double.NEGATIVE_INFINITY, 0)
                .attend(
                        attn,
                        groups.joinQueries(attn, positions.rotate(attn, q)),
                        groups.share(attn, positions.rotate(attn, k)),
                        groups.share(attn, v));
        return linear(attn.child("o_proj"), mixed, queryWidth, width);
    }

    /** Builds SwiGLU: down(SiLU(gate(x)) up(x)). Source: Shazeer, "GLU Variants Improve Transformer", 2020. */
    private static SDVariable mlp(GraphScope mlp, SDVariable x, LlamaConfig config) {
        int width = config.modelWidth();
        int hiddenWidth = config.mlpWidth();
        SDVariable gate = linear(mlp.child("gate_proj"), x, width, hiddenWidth);
        SDVariable up = linear(mlp.child("up_proj"), x, width, hiddenWidth);
        SDVariable hidden = mlp.graph().nn().swish(gate).mul(up);
        return linear(mlp.child("down_proj"), hidden, hiddenWidth, width);
    }

    private static SDVariable linear(GraphScope scope, SDVariable x, int inputWidth, int outputWidth) {
        SDVariable weight = scope.parameter("weight", WEIGHT, outputWidth, inputWidth);
        return Linear.outputFirst(scope, x, weight, inputWidth, outputWidth);
    }

    /** Normalises the last dimension, of an index and a width. */
    private static SDVariable norm(GraphScope scope, SDVariable x, int dimension, int width, LlamaConfig config) {
        SDVariable gain = scope.parameter("weight", constant(1), width);
        return RmsNorm.normalise(x, dimension, config.rmsNormEpsilon()).mul(gain);
    }
}
