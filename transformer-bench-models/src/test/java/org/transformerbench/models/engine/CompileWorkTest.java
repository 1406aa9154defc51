package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.KernelChoice;

/** What compiling takes, counted in looks at nodes, and how deep a graph may be. */
class CompileWorkTest {
    private static final SequenceShape SHAPE = new SequenceShape(7, 4, 4);
    private static final SeedStreams SEEDS = new SeedStreams(1);
    /** Looks at a node, over all passes; a pass that visits what is shared again has thousands, and more with each layer. */
    private static final int MOST_VISITS_PER_NODE = 25;

    /** A graph with its parameters. */
    private record Built(ModelGraph graph, Parameters declared) implements AutoCloseable {
        Lowering lowering() {
            return new Lowering(graph, flat(), Shapes.of(graph), KernelChoice.kernels());
        }

        FlatParameters flat() {
            return new FlatParameters(declared.toTensors());
        }

        @Override
        public void close() {
            declared.close();
        }
    }

    private static <C extends Record> Built build(Model<C> model, Map<String, String> settings) {
        Parameters parameters = new Parameters(SEEDS);
        C config = new Configs().with(model.defaultConfig(SHAPE), settings);
        return new Built(ModelGraph.build(model, config, SHAPE, SHAPE.contextLength(), true, parameters), parameters);
    }

    static Stream<Model<?>> transformers() {
        return Fixtures.models().filter(model -> model.predicts() == Targets.EVERY);
    }

    @ParameterizedTest
    @MethodSource("transformers")
    void forty_eight_layers_take_a_few_looks_at_each_node(Model<?> model) {
        try (Built built = build(model, Map.of("layers", "48", "modelWidth", "8", "heads", "2"))) {
            for (Targets targets : Targets.values()) {
                Lowering lowering = built.lowering();
                Program program = lowering.program(targets);

                assertThat(program.natives()).isEmpty();
                assertThat(program.operations()).isGreaterThan(48 * 30);
                assertThatLooksAreFew(lowering);
            }
        }
    }

    static Stream<CustomModel> residuals() {
        return Stream.of(
                residual(
                        "kernels",
                        (scope, x) -> scope.graph().nn().relu(CustomModel.linear(scope, x, WIDTH, WIDTH), 0)),
                residual("nd4j", (scope, x) -> scope.graph().math().tanh(x).mul(0.1)));
    }

    @ParameterizedTest
    @MethodSource("residuals")
    void hundreds_of_blocks_need_no_deep_stack(CustomModel model) throws InterruptedException {
        try (Built built = build(model, Map.of())) {
            for (Targets targets : Targets.values()) {
                Lowering lowering = built.lowering();
                onASmallStack(() -> lowering.program(targets));
                assertThatLooksAreFew(lowering);
            }
        }
    }

    @Test
    void hundreds_of_blocks_need_no_deep_stack_for_decoding() throws InterruptedException {
        try (Built built = build(residuals().findFirst().orElseThrow(), Map.of())) {
            Shapes shapes = Shapes.of(built.graph());
            onASmallStack(() -> DecodeLowering.lower(built.graph(), built.flat(), shapes, KernelChoice.kernels()));
        }
    }

    private static void assertThatLooksAreFew(Lowering lowering) {
        GraphView graph = lowering.matcher().graph();
        assertThat(graph.visits())
                .isLessThan((long) MOST_VISITS_PER_NODE * graph.live().size());
    }

    private static final int WIDTH = 4;

    private static final int BLOCKS = 500;

    /** A residual stream that every block reads and adds to: each sum is read twice. */
    private static CustomModel residual(String id, CustomModel.Part part) {
        return new CustomModel(id, (scope, tokens) -> {
            SDVariable x = CustomModel.embedding(scope, tokens, WIDTH);
            for (int block = 0; block < BLOCKS; block++) {
                x = x.add(part.apply(scope.child("block" + block), x));
            }
            return CustomModel.head(scope, x, WIDTH);
        });
    }

    /** A recursion over hundreds of blocks would overflow it. */
    private static void onASmallStack(Supplier<Program> lowering) throws InterruptedException {
        AtomicReference<Object> outcome = new AtomicReference<>("nothing");
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        outcome.set(lowering.get());
                    } catch (Throwable e) {
                        outcome.set(e);
                    }
                },
                "small stack",
                1 << 18);
        thread.start();
        thread.join();
        assertThat(outcome.get()).isInstanceOf(Program.class);
    }
}
