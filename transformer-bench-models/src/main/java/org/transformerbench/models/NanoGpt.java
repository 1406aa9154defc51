package org.transformerbench.models;

import static org.transformerbench.api.Initializer.constant;
import static org.transformerbench.api.Initializer.normal;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.tuning.SearchSpace;
import org.transformerbench.models.block.CausalAttention;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.block.LayerNorm;
import org.transformerbench.models.block.Linear;

/**
 * nanoGPT by Andrej Karpathy, a GPT-2 in one file. Normalisation before each part and at the end, a head tied to the token
 * embedding, scores of later positions at negative infinity. Source: karpathy/nanoGPT, {@code model.py}; Radford et al.,
 * "Language Models are Unsupervised Multitask Learners", 2019.
 */
public final class NanoGpt implements Model<NanoGptConfig> {
    private static final double INITIAL_DEVIATION = 0.02;

    /** Creates the model for service discovery. */
    public NanoGpt() {}

    @Override
    public String id() {
        return "nano-gpt";
    }

    @Override
    public Class<NanoGptConfig> configType() {
        return NanoGptConfig.class;
    }

    @Override
    public SearchSpace searchSpace(SequenceShape shape) {
        return Sizes.search(SearchSpace.standard(configType()), shape);
    }

    @Override
    public NanoGptConfig defaultConfig(SequenceShape shape) {
        return NanoGptConfig.defaultFor(shape);
    }

    @Override
    public Map<String, String> tiedParameters(NanoGptConfig config) {
        return Map.of("lm_head.weight", "transformer.wte.weight");
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, NanoGptConfig config) {
        int width = config.modelWidth();
        int vocabularySize = graph.shape().vocabularySize();
        GraphScope transformer = graph.child("transformer");
        SDVariable wte = transformer.parameter("wte.weight", normal(INITIAL_DEVIATION), vocabularySize, width);
        SDVariable wpe = transformer.parameter(
                "wpe.weight", normal(INITIAL_DEVIATION), graph.shape().contextLength(), width);

        SDVariable x = Embedding.tokens(graph, tokens, wte, width).add(Embedding.positions(graph, wpe, width));
        x = graph.dropout(x, config.dropout(), graph.positions(), width);
        for (int layer = 0; layer < config.layers(); layer++) {
            x = block(transformer.child("h." + layer), x, config);
        }
        x = norm(transformer.child("ln_f"), x, config);
        return Linear.outputFirst(graph, x, wte, width, vocabularySize);
    }

    /** Builds a pre-LN block: x + attention(LN(x)), then x + mlp(LN(x)). */
    private static SDVariable block(GraphScope block, SDVariable x, NanoGptConfig config) {
        SDVariable attended = x.add(attention(block.child("attn"), norm(block.child("ln_1"), x, config), config));
        return attended.add(mlp(block.child("mlp"), norm(block.child("ln_2"), attended, config), config));
    }

    private static SDVariable attention(GraphScope attn, SDVariable x, NanoGptConfig config) {
        int width = config.modelWidth();
        SDVariable qkv = linear(attn.child("c_attn"), x, width, 3 * width, normal(INITIAL_DEVIATION), config);
        SDVariable[] parts = attn.graph().split(qkv, 3, 2);
        CausalAttention heads =
                new CausalAttention(config.heads(), width / config.heads(), Double.NEGATIVE_INFINITY, config.dropout());
        SDVariable mixed = heads.attend(attn, parts[0], parts[1], parts[2]);
        SDVariable projected = linear(attn.child("c_proj"), mixed, width, width, residualInitializer(config), config);
        return attn.dropout(projected, config.dropout(), attn.positions(), width);
    }

    private static SDVariable mlp(GraphScope mlp, SDVariable x, NanoGptConfig config) {
        int width = config.modelWidth();
        SDVariable hidden = linear(mlp.child("c_fc"), x, width, 4 * width, normal(INITIAL_DEVIATION), config);
        SDVariable active = config.activation().apply(hidden);
        SDVariable projected =
                linear(mlp.child("c_proj"), active, 4 * width, width, residualInitializer(config), config);
        return mlp.dropout(projected, config.dropout(), mlp.positions(), width);
    }

    /** Returns GPT-2's initializer, scaled by the number of residual additions, two per layer. */
    private static Initializer residualInitializer(NanoGptConfig config) {
        return normal(INITIAL_DEVIATION / Math.sqrt(2.0 * config.layers()));
    }

    private static SDVariable linear(
            GraphScope scope, SDVariable x, int inputWidth, int outputWidth, Initializer weight, NanoGptConfig config) {
        SDVariable w = scope.parameter("weight", weight, outputWidth, inputWidth);
        SDVariable y = Linear.outputFirst(scope, x, w, inputWidth, outputWidth);
        return config.bias() ? y.add(scope.parameter("bias", constant(0), outputWidth)) : y;
    }

    private static SDVariable norm(GraphScope scope, SDVariable x, NanoGptConfig config) {
        SDVariable gain = scope.parameter("weight", constant(1), config.modelWidth());
        SDVariable y = LayerNorm.normalise(x, config.layerNormEpsilon()).mul(gain);
        return config.bias() ? y.add(scope.parameter("bias", constant(0), config.modelWidth())) : y;
    }
}
