package org.transformerbench.models.samediff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** What the graphs of the models must not hold. */
class GraphShapeTest {
    private static final Set<String> CONTROL_FLOW =
            Set.of("enter", "exit", "merge", "switch", "next_iteration", "loop_cond", "invoke", "while", "if");
    private static final Set<String> WRONG_OR_LEAKING = Set.of(
            "gelu",
            "precise_gelu",
            "layer_norm",
            "xw_plus_b",
            "gather",
            "unsorted_segment_sum",
            "segment_sum",
            "dropout",
            "dropout_inverted",
            "random_bernoulli");

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    <C extends Record> void neither_model_nor_gradient_has_control_flow_or_a_broken_operation(Model<C> model) {
        SequenceShape shape = Fixtures.addition(model);
        C config = model.defaultConfig(shape);
        TrainingSpec<C> spec = new TrainingSpec<>(
                model, config, shape, model.predicts(), new AdamW(0.1, 0.9, 0.99, 1e-8, 0), new SeedStreams(1));
        try (Parameters parameters = new Parameters(spec.seeds())) {
            ModelGraph graph = ModelGraph.build(model, config, shape, shape.contextLength(), true, parameters);
            try (LossGraph loss = new LossGraph(spec, graph, parameters)) {
                List<String> operations = operations(loss.gradients());
                assertThat(operations)
                        .contains("oneHot".toLowerCase(Locale.ROOT))
                        .hasSizeGreaterThan(20);
                assertThat(operations).doesNotContainAnyElementsOf(CONTROL_FLOW);
                assertThat(operations).doesNotContainAnyElementsOf(WRONG_OR_LEAKING);
            }
        }
    }

    private static List<String> operations(SameDiff graph) {
        return Arrays.stream(graph.ops())
                .map(DifferentialFunction::opName)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
    }
}
