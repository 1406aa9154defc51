package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Graphs that look like an idiom and are none: whether they get kernels or not, the gradients must be SameDiff's. */
class LookalikeTest {
    /** T = D = V, so that sizes alone tell nothing. */
    private static final SequenceShape CUBE = new SequenceShape(6, 6, 6);

    static Stream<Arguments> graphs() {
        return Stream.of(
                lookalike("a bias over positions", (graph, x) -> x.add(graph.parameter("b", normal(), 6, 1))),
                lookalike(
                        "a gain over positions",
                        (graph, x) -> standardised(x, 2).mul(graph.parameter("g", normal(), 6, 1))),
                lookalike(
                        "a norm over heads",
                        (graph, x) -> standardised(x.reshape(-1, 6, 2, 3), 2)
                                .reshape(-1, 6, 6)
                                .mul(graph.parameter("g", normal(), 6))),
                lookalike(
                        "a norm over a dimension of one",
                        (graph, x) -> standardised(x.reshape(-1, 6, 1, 6), 2)
                                .reshape(-1, 6, 6)
                                .mul(graph.parameter("g", normal(), 6))
                                .add(x)),
                lookalike(
                        "a norm over positions",
                        (graph, x) -> standardised(x, 1).mul(graph.parameter("g", normal(), 6))),
                lookalike(
                        "a product that is transposed",
                        (graph, x) -> graph.graph()
                                .mmul(x.reshape(-1, 6), graph.parameter("w", normal(), 6, 6), false, true, false)
                                .reshape(-1, 6, 6)),
                lookalike(
                        "a one-hot of other values",
                        (graph, x) -> x.add(graph.graph()
                                .oneHot(graph.graph().getVariable("tokens").reshape(-1), 6, -1, 2, -1, DataType.FLOAT)
                                .mmul(graph.parameter("w", normal(), 6, 6))
                                .reshape(-1, 6, 6))),
                lookalike(
                        "a relu with another threshold",
                        (graph, x) -> graph.graph().nn().relu(x, 0.5)),
                lookalike("the same part twice", (graph, x) -> {
                    SDVariable[] parts = graph.graph().split(x, 2, 2);
                    return graph.graph().concat(2, parts[1], parts[1]);
                }),
                lookalike("a mean over the batch", (graph, x) -> x.sub(x.mean(true, 0))));
    }

    private static Arguments lookalike(String name, BiFunction<GraphScope, SDVariable, SDVariable> middle) {
        return Arguments.of(name, new Middle(middle));
    }

    private static Initializer normal() {
        return Initializer.normal(1);
    }

    private static SDVariable standardised(SDVariable x, int dimension) {
        SDVariable centred = x.sub(x.mean(true, dimension));
        SDVariable variance = centred.mul(centred).mean(true, dimension);
        return centred.div(x.getSameDiff().math().sqrt(variance.add(1e-5)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void has_the_gradients_of_stock_samediff(String name, Model<Nothing> model) {
        Batch batch = Fixtures.batch(CUBE, 5, 6, 2);
        TrainingSpec<Nothing> spec = new TrainingSpec<>(
                model, new Nothing(), CUBE, Targets.EVERY, new AdamW(0.1, 0.9, 0.99, 1e-8, 0), new SeedStreams(3));
        try (TrainingSession stock = new SameDiffTrainer().open(spec);
                TrainingSession compiled = new CompiledTrainer(2).open(spec)) {
            Gradients expected = stock.gradients(batch);
            Gradients actual = compiled.gradients(batch);
            assertThat(actual.loss()).isEqualTo(expected.loss(), within(1e-5));
            expected.byParameter().forEach((parameter, gradient) -> {
                float[] found = actual.byParameter().get(parameter).values();
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).as("%s at %d", parameter, i).isCloseTo(gradient.values()[i], within(1e-5f));
                }
            });
        }
    }

    /** Configuration of {@link Middle}. */
    record Nothing() {}

    /** An embedding, the graph under test, and a table of logits. */
    private record Middle(BiFunction<GraphScope, SDVariable, SDVariable> middle) implements Model<Nothing> {
        @Override
        public String id() {
            return "lookalike";
        }

        @Override
        public Class<Nothing> configType() {
            return Nothing.class;
        }

        @Override
        public Nothing defaultConfig(SequenceShape shape) {
            return new Nothing();
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, Nothing config) {
            SDVariable table = graph.parameter("table", normal(), 6, 6);
            SDVariable x = middle.apply(graph, Embedding.tokens(graph, tokens, table, 6));
            return x.reshape(-1, 6)
                    .mmul(graph.parameter("head", normal(), 6, 6))
                    .reshape(-1, 6, 6);
        }
    }
}
