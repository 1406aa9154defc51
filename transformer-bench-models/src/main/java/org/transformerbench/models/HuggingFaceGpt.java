package org.transformerbench.models;

import static org.transformerbench.api.Initializer.constant;
import static org.transformerbench.api.Initializer.normal;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.tuning.SearchSpace;
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.block.CausalAttention;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.block.LayerNorm;
import org.transformerbench.models.block.Linear;

/**
 * The OpenAI GPT of HuggingFace, also known as GPT-1. Normalisation after each residual addition and none at the end, an untied
 * head without bias, weights stored input first, scores of later positions replaced by -1e4. Source: huggingface/transformers,
 * {@code models/openai/modeling_openai.py}; Radford et al., "Improving Language Understanding by Generative Pre-Training", 2018.
 */
public final class HuggingFaceGpt implements Model<HuggingFaceGptConfig> {
    private static final Initializer WEIGHT = normal(0.02);
    private static final double MASKED_SCORE = -1e4;

    /** Creates the model for service discovery. */
    public HuggingFaceGpt() {}

    @Override
    public String id() {
        return "hugging-face-gpt";
    }

    @Override
    public Class<HuggingFaceGptConfig> configType() {
        return HuggingFaceGptConfig.class;
    }

    @Override
    public SearchSpace searchSpace(SequenceShape shape) {
        return Sizes.search(SearchSpace.standard(configType()), shape);
    }

    @Override
    public HuggingFaceGptConfig defaultConfig(SequenceShape shape) {
        return HuggingFaceGptConfig.defaultFor(shape);
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, HuggingFaceGptConfig config) {
        int width = config.modelWidth();
        int vocabularySize = graph.shape().vocabularySize();
        SDVariable tokenTable = graph.parameter("tokens_embed.weight", WEIGHT, vocabularySize, width);
        SDVariable positionTable =
                graph.parameter("positions_embed.weight", WEIGHT, graph.shape().contextLength(), width);

        SDVariable h = Embedding.tokens(graph, tokens, tokenTable, width)
                .add(Embedding.positions(graph, positionTable, width));
        h = graph.dropout(h, config.dropout(), graph.positions(), width);
        for (int layer = 0; layer < config.layers(); layer++) {
            h = block(graph.child("h." + layer), h, config);
        }
        // The head is no part of the original's initialisation: it keeps PyTorch's default.
        Initializer headInitializer = Initializer.uniform(1 / Math.sqrt(width));
        SDVariable head = graph.parameter("lm_head.weight", headInitializer, vocabularySize, width);
        return Linear.outputFirst(graph, h, head, width, vocabularySize);
    }

    /** Builds a post-LN block: n = LN(x + attention(x)), then LN(n + mlp(n)). */
    private static SDVariable block(GraphScope block, SDVariable x, HuggingFaceGptConfig config) {
        SDVariable n = norm(block.child("ln_1"), x.add(attention(block.child("attn"), x, config)), config);
        return norm(block.child("ln_2"), n.add(mlp(block.child("mlp"), n, config)), config);
    }

    private static SDVariable attention(GraphScope attn, SDVariable x, HuggingFaceGptConfig config) {
        int width = config.modelWidth();
        SDVariable[] qkv = attn.graph().split(conv1d(attn.child("c_attn"), x, width, 3 * width), 3, 2);
        CausalAttention heads =
                new CausalAttention(config.heads(), width / config.heads(), MASKED_SCORE, config.dropout());
        SDVariable mixed = heads.attend(attn, qkv[0], qkv[1], qkv[2]);
        SDVariable projected = conv1d(attn.child("c_proj"), mixed, width, width);
        return attn.dropout(projected, config.dropout(), attn.positions(), width);
    }

    private static SDVariable mlp(GraphScope mlp, SDVariable x, HuggingFaceGptConfig config) {
        int width = config.modelWidth();
        SDVariable active = Activation.GELU_TANH.apply(conv1d(mlp.child("c_fc"), x, width, 4 * width));
        SDVariable projected = conv1d(mlp.child("c_proj"), active, 4 * width, width);
        return mlp.dropout(projected, config.dropout(), mlp.positions(), width);
    }

    private static SDVariable conv1d(GraphScope scope, SDVariable x, int inputWidth, int outputWidth) {
        SDVariable weight = scope.parameter("weight", WEIGHT, inputWidth, outputWidth);
        SDVariable bias = scope.parameter("bias", constant(0), outputWidth);
        return Linear.inputFirst(scope, x, weight, inputWidth, outputWidth).add(bias);
    }

    private static SDVariable norm(GraphScope scope, SDVariable x, HuggingFaceGptConfig config) {
        SDVariable gain = scope.parameter("weight", constant(1), config.modelWidth());
        SDVariable bias = scope.parameter("bias", constant(0), config.modelWidth());
        return LayerNorm.normalise(x, config.layerNormEpsilon()).mul(gain).add(bias);
    }
}
