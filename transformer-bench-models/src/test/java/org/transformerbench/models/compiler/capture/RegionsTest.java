package org.transformerbench.models.compiler.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.linear;
import static org.transformerbench.models.engine.CustomModel.normal;
import static org.transformerbench.models.engine.FallbackModels.SHAPE;
import static org.transformerbench.models.engine.FallbackModels.WIDTH;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Verifier;
import org.transformerbench.models.compiler.op.BoundaryVariable;
import org.transformerbench.models.compiler.op.Nd4jPart;
import org.transformerbench.models.compiler.op.Region;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.engine.FallbackModels;
import org.transformerbench.models.engine.Nd4jPartModels;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** How much of a graph goes to ND4J. */
class RegionsTest {

    private static List<Region> regions(CustomModel model) {
        TrainingSpec<CustomModel.Nothing> spec = model.spec(SHAPE, Targets.EVERY);
        try (Parameters parameters = new Parameters(new SeedStreams(7))) {
            ModelGraph graph =
                    ModelGraph.build(spec.model(), spec.config(), SHAPE, SHAPE.contextLength(), true, parameters);
            Graph captured = new Graph(List.of(new Capture(graph, new Builder()).logits()));
            Verifier.verify(captured, "capture");
            return captured.nodes().stream()
                    .filter(node -> node.op() instanceof Nd4jPart)
                    .map(node -> ((Nd4jPart) node.op()).region())
                    .toList();
        }
    }

    private static List<String> variables(List<BoundaryVariable> borders) {
        return borders.stream().map(BoundaryVariable::variable).toList();
    }

    @Test
    void what_mixes_examples_takes_along_only_what_has_no_part_for_each_example() {
        List<Region> regions = regions(FallbackModels.batchMean());
        assertThat(regions).singleElement().satisfies(region -> {
            assertThat(region.kinds()).containsExactly("reduce_mean", "subtract");
            assertThat(region.inputs()).hasSize(1);
            assertThat(region.outputs()).hasSize(1);
            assertThat(region.cause()).contains("reduce_mean", "which holds the examples");
        });
    }

    @Test
    void unknown_operations_one_after_the_other_are_one_region() {
        CustomModel model = new CustomModel("chain", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable y = scope.graph().cumprod(Nd4jPartModels.unknown(x), 1);
            return head(scope, y, WIDTH);
        });
        assertThat(regions(model))
                .singleElement()
                .satisfies(region -> assertThat(region.kinds()).containsExactly("cumprod", "rational_tanh"));
    }

    @Test
    void an_unknown_operation_that_is_read_elsewhere_is_a_region_of_its_own() {
        CustomModel model = new CustomModel("fork", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable y = Nd4jPartModels.unknown(x);
            return head(scope, scope.graph().cumprod(y, 1).add(y), WIDTH);
        });
        List<Region> regions = regions(model);
        assertThat(regions).extracting(Region::kinds).containsExactly(List.of("rational_tanh"), List.of("cumprod"));
        assertThat(variables(regions.get(1).inputs()))
                .isEqualTo(variables(regions.get(0).outputs()));
    }

    @Test
    void several_outputs_of_an_operation_leave_one_region() {
        assertThat(regions(FallbackModels.shuffledRows())).singleElement().satisfies(region -> {
            assertThat(region.outputs()).hasSize(SHAPE.contextLength());
            assertThat(region.size()).isEqualTo(SHAPE.contextLength() * WIDTH);
            assertThat(region.variables()).endsWith(variables(region.outputs()).toArray(String[]::new));
        });
    }

    @Test
    void an_unknown_operation_on_a_parameter_alone_is_the_same_for_all_examples() {
        CustomModel model = new CustomModel("shared", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable scale = Nd4jPartModels.unknown(scope.parameter("scale", normal(), WIDTH));
            return head(scope, linear(scope, x.mul(scale), WIDTH, WIDTH), WIDTH);
        });
        assertThat(regions(model)).singleElement().satisfies(region -> {
            assertThat(region.isBatched()).isFalse();
            assertThat(variables(region.inputs())).containsExactly("scale");
        });
    }

    @Test
    void what_depends_on_constants_alone_is_computed_when_the_graph_is_compiled() {
        CustomModel model = new CustomModel("constants", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable waves = scope.graph()
                    .constant(Nd4j.linspace(DataType.FLOAT, -2, 0.17, 5 * WIDTH).reshape(1, 5, WIDTH));
            SDVariable odd =
                    Nd4jPartModels.unknown(Nd4jPartModels.unknown(waves).mul(2));
            return head(scope, x.mul(odd), WIDTH);
        });
        assertThat(regions(model)).isEmpty();
    }

    @Test
    void random_numbers_of_the_graph_s_own_cannot_be_computed_again() {
        CustomModel noisy = new CustomModel("noisy-region", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            return head(scope, x.mul(scope.graph().random().normal(0, 1, DataType.FLOAT, 5, WIDTH)), WIDTH);
        });
        assertThatThrownBy(() -> regions(noisy))
                .isInstanceOf(UnsupportedGraphException.class)
                .hasMessageContaining("gaussian")
                .hasMessageContaining("may give another result");
    }
}
