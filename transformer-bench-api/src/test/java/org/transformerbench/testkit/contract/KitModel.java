package org.transformerbench.testkit.contract;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Require;

/** A small causal model for tests of trainers: relu(token + position) through dropout and a linear head. */
final class KitModel implements Model<KitModel.Config> {
    private static final Initializer NORMAL = Initializer.normal(0.4);

    /** The configuration: the width of the hidden layer, at least 1, and the rate of its dropout, in [0, 1). */
    record Config(int width, double dropout) {
        Config {
            Require.atLeast("width", width, 1);
            Require.within("dropout", dropout, 0, 1);
        }
    }

    @Override
    public String id() {
        return "contract-kit";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig(SequenceShape shape) {
        return new Config(5, 0);
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, Config config) {
        int vocabulary = graph.shape().vocabularySize();
        int width = config.width();
        int positions = graph.positions();
        SDVariable table = graph.parameter("token", NORMAL, vocabulary, width);
        SDVariable places = graph.parameter("position", NORMAL, graph.shape().contextLength(), width);
        SDVariable weight = graph.parameter("head.weight", NORMAL, width, vocabulary);
        SDVariable bias = graph.parameter("head.bias", NORMAL, vocabulary);
        // A one-hot product, since the gradient of ND4J's gather is broken.
        SDVariable oneHot = graph.graph().oneHot(tokens.reshape(-1), vocabulary, -1, 1, 0, DataType.FLOAT);
        SDVariable token = oneHot.mmul(table).reshape(-1, positions, width);
        SDVariable used = positions == graph.shape().contextLength()
                ? places
                : places.get(SDIndex.interval(0, positions), SDIndex.all());
        SDVariable hidden = graph.graph().nn().relu(token.add(used.reshape(1, positions, width)), 0);
        SDVariable dropped = graph.dropout(hidden, config.dropout(), positions, width);
        return dropped.reshape(-1, width).mmul(weight).add(bias).reshape(-1, positions, vocabulary);
    }

    /** Computes the logits without dropout by formula, shape (B, T, V). */
    static float[] logits(Map<String, Tensor> parameters, int[] tokens, int positions) {
        float[] table = parameters.get("token").values();
        float[] places = parameters.get("position").values();
        float[] weight = parameters.get("head.weight").values();
        float[] bias = parameters.get("head.bias").values();
        int vocabulary = bias.length;
        int width = weight.length / vocabulary;
        float[] logits = new float[tokens.length * vocabulary];
        for (int i = 0; i < tokens.length; i++) {
            for (int v = 0; v < vocabulary; v++) {
                double sum = bias[v];
                for (int d = 0; d < width; d++) {
                    double hidden = Math.max(0, table[tokens[i] * width + d] + places[i % positions * width + d]);
                    sum += hidden * weight[d * vocabulary + v];
                }
                logits[i * vocabulary + v] = (float) sum;
            }
        }
        return logits;
    }
}
