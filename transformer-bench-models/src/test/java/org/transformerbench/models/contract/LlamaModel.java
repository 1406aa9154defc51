package org.transformerbench.models.contract;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/**
 * A small Transformer in LLaMA's way (RMS norm, rotary positions, gated SiLU, no biases), written as any user of SameDiff
 * would, without this library's blocks: much of it has no kernel.
 */
final class LlamaModel implements Model<LlamaModel.Config> {
    private static final Initializer NORMAL = Initializer.normal(0.02);
    private static final double EPSILON = 1e-5;
    private static final double ROTARY_BASE = 10_000;
    private static final float HIDDEN = -1e9f;

    record Config(int layers, int width, int heads, int hiddenWidth) {
        Config {
            Require.atLeast("layers", layers, 1);
            Require.atLeast("heads", heads, 1);
            Require.atLeast("hiddenWidth", hiddenWidth, 1);
            if (width < 2 * heads || width % (2 * heads) != 0) {
                throw new IllegalArgumentException("width is " + width + ", must be a multiple of twice the heads");
            }
        }

        int headWidth() {
            return width / heads;
        }
    }

    @Override
    public String id() {
        return "llama";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig(SequenceShape shape) {
        return new Config(4, 16, 4, 48);
    }

    @Override
    public SDVariable logits(GraphScope scope, SDVariable tokens, Config config) {
        SameDiff graph = scope.graph();
        int vocabulary = scope.shape().vocabularySize();
        int width = config.width();
        SDVariable oneHot = graph.oneHot(tokens.reshape(-1), vocabulary, -1, 1, 0, DataType.FLOAT);
        SDVariable x = oneHot.mmul(scope.parameter("embedding", NORMAL, vocabulary, width));
        for (int layer = 0; layer < config.layers(); layer++) {
            GraphScope block = scope.child("layer").child(String.valueOf(layer));
            x = x.add(attention(block, norm(block.child("norm1"), x, width), config));
            x = x.add(gated(block, norm(block.child("norm2"), x, width), config));
        }
        return norm(scope.child("norm"), x, width)
                .mmul(scope.parameter("head", NORMAL, width, vocabulary))
                .reshape(-1, scope.positions(), vocabulary);
    }

    /** x / sqrt(mean(x^2) + eps) * gain, over rows of shape (B T, D). */
    private static SDVariable norm(GraphScope scope, SDVariable x, int width) {
        SDVariable meanSquare = x.mul(x).mean(1).reshape(-1, 1);
        SDVariable root = scope.graph().math().sqrt(meanSquare.add(EPSILON));
        return x.div(root).mul(scope.parameter("gain", Initializer.constant(1), width));
    }

    private static SDVariable attention(GraphScope scope, SDVariable x, Config config) {
        int positions = scope.positions();
        SDVariable queries = rotated(scope, heads(scope, "query", x, config), config);
        SDVariable keys = rotated(scope, heads(scope, "key", x, config), config);
        SDVariable values = heads(scope, "value", x, config);
        SDVariable scores = scope.graph()
                .mmul(queries, keys, false, true, false)
                .div(Math.sqrt(config.headWidth())); // (B, H, T, T)
        float[] mask = new float[positions * positions];
        for (int from = 0; from < positions; from++) {
            Arrays.fill(mask, from * positions + from + 1, (from + 1) * positions, HIDDEN);
        }
        SDVariable visible =
                scores.add(scope.graph().constant(Nd4j.createFromArray(mask).reshape(1, 1, positions, positions)));
        SDVariable mixed = scope.graph().nn().softmax(visible, -1).mmul(values); // (B, H, T, K)
        return mixed.permute(0, 2, 1, 3)
                .reshape(-1, config.width())
                .mmul(scope.parameter("output", NORMAL, config.width(), config.width()));
    }

    /** Shape (B, H, T, K). */
    private static SDVariable heads(GraphScope scope, String name, SDVariable x, Config config) {
        return x.mmul(scope.parameter(name, NORMAL, config.width(), config.width()))
                .reshape(-1, scope.positions(), config.heads(), config.headWidth())
                .permute(0, 2, 1, 3);
    }

    /** x cos + (the halves of x swapped, one negated) sin. */
    private static SDVariable rotated(GraphScope scope, SDVariable x, Config config) {
        int positions = scope.positions();
        int width = config.headWidth();
        int half = width / 2;
        float[] cos = new float[positions * width];
        float[] sin = new float[positions * width];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < width; i++) {
                double angle = position / Math.pow(ROTARY_BASE, (double) (i % half) / half);
                cos[position * width + i] = (float) Math.cos(angle);
                sin[position * width + i] = (float) Math.sin(angle);
            }
        }
        SDIndex all = SDIndex.all();
        SDVariable first = x.get(all, all, all, SDIndex.interval(0, half));
        SDVariable second = x.get(all, all, all, SDIndex.interval(half, width));
        SDVariable turned = scope.graph().concat(3, second.neg(), first);
        return x.mul(table(scope, cos, width)).add(turned.mul(table(scope, sin, width)));
    }

    private static SDVariable table(GraphScope scope, float[] values, int width) {
        return scope.graph().constant(Nd4j.createFromArray(values).reshape(1, 1, scope.positions(), width));
    }

    private static SDVariable gated(GraphScope scope, SDVariable x, Config config) {
        SDVariable gate = x.mmul(scope.parameter("gate", NORMAL, config.width(), config.hiddenWidth()));
        SDVariable up = x.mmul(scope.parameter("up", NORMAL, config.width(), config.hiddenWidth()));
        SDVariable hidden = scope.graph().nn().swish(gate).mul(up);
        return hidden.mmul(scope.parameter("down", NORMAL, config.hiddenWidth(), config.width()));
    }
}
