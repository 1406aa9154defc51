package org.transformerbench.models.samediff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** Inferred shapes are those of a run. */
class ShapeInferenceTest {
    private static final int WIDTH = 6;

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void shapes_of_the_models_are_those_that_a_run_gives(Model<?> model) {
        SequenceShape shape = SequenceShape.of(7, 5, model.predicts());
        assertInferredAsRun(model, shape, 5, true);
        assertInferredAsRun(model, shape, 5, false);
        if (model.predicts() == Targets.EVERY) {
            assertInferredAsRun(model, shape, 3, false);
            assertInferredAsRun(model, shape, 1, true);
        }
    }

    private static <C extends Record> void assertInferredAsRun(
            Model<C> model, SequenceShape shape, int positions, boolean training) {
        C config = model.defaultConfig(shape);
        if (Configs.keys(model.configType()).contains("layers")) {
            config = new Configs().with(config, Map.of("layers", "1"));
        }
        try (Parameters parameters = new Parameters(new SeedStreams(1))) {
            ModelGraph graph = ModelGraph.build(model, config, shape, positions, training, parameters);
            Collection<String> all = graph.sameDiff().getOps().values().stream()
                    .map(SameDiffOp::getOutputsOfOp)
                    .flatMap(Collection::stream)
                    .toList();
            Map<String, VariableShape> inferred =
                    VariableShape.inferred(graph, all).orElseThrow();
            assertThat(inferred).usingRecursiveComparison().isEqualTo(VariableShape.learn(graph, all));
        }
    }

    /** A model that is one function of embedded tokens. */
    private record Small(BiFunction<GraphScope, SDVariable, SDVariable> function) implements Model<Small.Nothing> {
        record Nothing() {}

        @Override
        public String id() {
            return "small";
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
        public SDVariable logits(GraphScope scope, SDVariable tokens, Nothing config) {
            SDVariable table = scope.parameter("table", Initializer.normal(1), 7, WIDTH);
            SDVariable x = Embedding.tokens(scope, tokens, table, WIDTH);
            return function.apply(scope, x);
        }
    }

    @Test
    void other_forms_of_the_operations_are_inferred_as_they_run() {
        SequenceShape shape = new SequenceShape(7, 5, 5);
        for (BiFunction<GraphScope, SDVariable, SDVariable> form : forms()) {
            assertInferredAsRun(new Small(form), shape, 5, true);
        }
    }

    private static Stream<BiFunction<GraphScope, SDVariable, SDVariable>> formsStream() {
        return Stream.of(
                (scope, x) -> x.mean(false, 2),
                (scope, x) -> x.mean(true, 1, 2),
                (scope, x) -> x.get(SDIndex.all(), SDIndex.interval(1, 3), SDIndex.interval(2, 6)),
                (scope, x) -> x.permute(2, 0, 1),
                (scope, x) -> x.mul(scope.parameter("gain", Initializer.normal(1), 1, 5, 1)),
                (scope, x) -> x.mean(true, 0).sub(x),
                (scope, x) -> scope.graph().mmul(x, x, true, false, false),
                (scope, x) -> scope.graph().split(x, 2, 2)[1],
                (scope, x) -> scope.graph().math().exp(x.neg().rdiv(2)),
                (scope, x) -> scope.graph().nn().softmax(x, 1),
                (scope, x) -> scope.dropout(x.reshape(-1, 2, 15), 0.5, 2, 15));
    }

    private static Iterable<BiFunction<GraphScope, SDVariable, SDVariable>> forms() {
        return formsStream().toList();
    }

    @Test
    void a_graph_with_any_other_operation_is_run() {
        SequenceShape shape = new SequenceShape(7, 5, 5);
        Small model = new Small((scope, x) -> scope.graph().reverse(x, 1));
        try (Parameters parameters = new Parameters(new SeedStreams(1))) {
            ModelGraph graph = ModelGraph.build(model, new Small.Nothing(), shape, 5, true, parameters);
            Collection<String> logits = List.of(graph.logits().name());
            assertThat(VariableShape.inferred(graph, logits)).isEmpty();
            assertThat(VariableShape.of(graph, logits)
                            .get(graph.logits().name())
                            .of(4))
                    .containsExactly(4, 5, WIDTH);
        }
    }
}
