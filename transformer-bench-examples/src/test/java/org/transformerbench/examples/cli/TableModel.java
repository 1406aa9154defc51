package org.transformerbench.examples.cli;

import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.block.Embedding;

/** A table whose values go through one more operation. */
record TableModel(String id, BiFunction<GraphScope, SDVariable, SDVariable> last) implements Model<TableModel.Config> {
    record Config() {}

    /** No kernel computes its operation. */
    static TableModel rational() {
        return new TableModel(
                "rational", (graph, values) -> graph.graph().math().rationalTanh(values));
    }

    /** The compiler computes all of it. */
    static TableModel swish() {
        return new TableModel("swish", (graph, values) -> graph.graph().nn().swish(values));
    }

    /** The values get noise from a generator of ND4J, so that nothing of it can be computed twice. */
    static TableModel noisy() {
        return new TableModel(
                "noisy",
                (graph, values) -> values.add(graph.graph()
                        .random()
                        .normal(
                                0,
                                1,
                                DataType.FLOAT,
                                graph.positions(),
                                graph.shape().vocabularySize())));
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
        return last.apply(graph, Embedding.tokens(graph, tokens, table, vocabulary));
    }
}
