package org.transformerbench.models;

import static org.transformerbench.api.Initializer.constant;
import static org.transformerbench.api.Initializer.normal;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.tuning.SearchRange;
import org.transformerbench.api.tuning.SearchSpace;
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.block.CausalAttention;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.block.LayerNorm;
import org.transformerbench.models.block.Linear;

/**
 * The clean Transformer of TransformerLens, a GPT-2 written for understanding. A weight per head, widths of heads and hidden
 * layer of their own, normalisation before each part and at the end, an untied head with bias, no dropout, scores of later
 * positions replaced by -1e5. Source: TransformerLensOrg/TransformerLens, {@code demos/Clean_Transformer_Demo.ipynb}.
 */
public final class TlTransformer implements Model<TlTransformerConfig> {
    private static final Initializer WEIGHT = normal(0.02);
    private static final double MASKED_SCORE = -1e5;

    /** Creates the model for service discovery. */
    public TlTransformer() {}

    @Override
    public String id() {
        return "tl-transformer";
    }

    @Override
    public Class<TlTransformerConfig> configType() {
        return TlTransformerConfig.class;
    }

    @Override
    public SearchSpace searchSpace(SequenceShape shape) {
        return Sizes.search(SearchSpace.standard(configType()), shape)
                .withSize("headWidth", SearchRange.choices("4", "8", "16"))
                .withSize("mlpWidth", SearchRange.integers(32, 512, 32));
    }

    @Override
    public TlTransformerConfig defaultConfig(SequenceShape shape) {
        return TlTransformerConfig.defaultFor(shape);
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, TlTransformerConfig config) {
        int width = config.modelWidth();
        int vocabularySize = graph.shape().vocabularySize();
        SDVariable tokenTable = graph.parameter("embed.W_E", WEIGHT, vocabularySize, width);
        SDVariable positionTable =
                graph.parameter("pos_embed.W_pos", WEIGHT, graph.shape().contextLength(), width);

        SDVariable residual = Embedding.tokens(graph, tokens, tokenTable, width)
                .add(Embedding.positions(graph, positionTable, width));
        for (int layer = 0; layer < config.layers(); layer++) {
            residual = block(graph.child("blocks." + layer), residual, config);
        }
        SDVariable normalised = norm(graph.child("ln_final"), residual, config);
        GraphScope unembed = graph.child("unembed");
        SDVariable head = unembed.parameter("W_U", WEIGHT, width, vocabularySize);
        SDVariable bias = unembed.parameter("b_U", constant(0), vocabularySize);
        return Linear.inputFirst(graph, normalised, head, width, vocabularySize).add(bias);
    }

    /** Builds a pre-LN block: x + attention(LN(x)), then x + mlp(LN(x)). */
    private static SDVariable block(GraphScope block, SDVariable x, TlTransformerConfig config) {
        SDVariable middle = x.add(attention(block.child("attn"), norm(block.child("ln1"), x, config), config));
        return middle.add(mlp(block.child("mlp"), norm(block.child("ln2"), middle, config), config));
    }

    private static SDVariable attention(GraphScope attn, SDVariable x, TlTransformerConfig config) {
        int width = config.modelWidth();
        int allHeads = config.heads() * config.headWidth();
        CausalAttention heads = new CausalAttention(config.heads(), config.headWidth(), MASKED_SCORE, 0);
        SDVariable mixed = heads.attend(
                attn, perHead(attn, "Q", x, config), perHead(attn, "K", x, config), perHead(attn, "V", x, config));
        SDVariable output = attn.parameter("W_O", WEIGHT, config.heads(), config.headWidth(), width);
        SDVariable bias = attn.parameter("b_O", constant(0), width);
        return Linear.inputFirst(attn, mixed, output.reshape(allHeads, width), allHeads, width)
                .add(bias);
    }

    /** Projects all heads at once: W (H, D, K) as one matrix (D, H K). */
    private static SDVariable perHead(GraphScope attn, String name, SDVariable x, TlTransformerConfig config) {
        int width = config.modelWidth();
        int allHeads = config.heads() * config.headWidth();
        SDVariable weight = attn.parameter("W_" + name, WEIGHT, config.heads(), width, config.headWidth());
        SDVariable bias = attn.parameter("b_" + name, constant(0), config.heads(), config.headWidth());
        SDVariable joined = weight.permute(1, 0, 2).reshape(width, allHeads);
        return Linear.inputFirst(attn, x, joined, width, allHeads).add(bias.reshape(allHeads));
    }

    private static SDVariable mlp(GraphScope mlp, SDVariable x, TlTransformerConfig config) {
        int width = config.modelWidth();
        int hiddenWidth = config.mlpWidth();
        SDVariable in = mlp.parameter("W_in", WEIGHT, width, hiddenWidth);
        SDVariable inBias = mlp.parameter("b_in", constant(0), hiddenWidth);
        SDVariable out = mlp.parameter("W_out", WEIGHT, hiddenWidth, width);
        SDVariable outBias = mlp.parameter("b_out", constant(0), width);
        SDVariable hidden = Activation.GELU_TANH.apply(
                Linear.inputFirst(mlp, x, in, width, hiddenWidth).add(inBias));
        return Linear.inputFirst(mlp, hidden, out, hiddenWidth, width).add(outBias);
    }

    private static SDVariable norm(GraphScope scope, SDVariable x, TlTransformerConfig config) {
        SDVariable gain = scope.parameter("w", constant(1), config.modelWidth());
        SDVariable bias = scope.parameter("b", constant(0), config.modelWidth());
        return LayerNorm.normalise(x, config.layerNormEpsilon()).mul(gain).add(bias);
    }
}
