package org.transformerbench.examples.cli;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.block.Embedding;

/** A table whose values get noise from a generator of ND4J, so that nothing of it can be computed twice. */
final class NoisyModel implements Model<NoisyModel.Config> {
    record Config() {}

    @Override
    public String id() {
        return "noisy";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig(SequenceShape shape) {
        return new Config();
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, Config config) {
        int vocabulary = graph.shape().vocabularySize();
        SDVariable table = graph.parameter("table", Initializer.normal(0.02), vocabulary, vocabulary);
        SDVariable noise = graph.graph().random().normal(0, 1, DataType.FLOAT, graph.positions(), vocabulary);
        return Embedding.tokens(graph, tokens, table, vocabulary).add(noise);
    }
}
