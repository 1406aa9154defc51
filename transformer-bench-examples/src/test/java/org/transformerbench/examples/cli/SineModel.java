package org.transformerbench.examples.cli;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.block.Embedding;

/** A table whose values go through an operation that no kernel computes. */
final class SineModel implements Model<SineModel.Config> {
    record Config() {}

    @Override
    public String id() {
        return "sine";
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
        return graph.graph().math().sin(Embedding.tokens(graph, tokens, table, vocabulary));
    }
}
