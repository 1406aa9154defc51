package org.transformerbench.models.compiler.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.linear;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.HuggingFaceGpt;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.KernelChoice;

/** What compiling takes, counted in nodes, and how deep a graph may be. */
class CompileWorkTest {
    private static final SequenceShape SHAPE = new SequenceShape(7, 4, 4);
    private static final SeedStreams SEEDS = new SeedStreams(1);
    /** Nodes made over all passes; a pass that visits what is shared again makes thousands, and more with each layer. */
    private static final int MAX_NODES_PER_OPERATION = 5;

    /** A graph with its parameters. */
    private record Built(ModelGraph graph, Parameters declared) implements AutoCloseable {
        Node fused(Targets targets) {
            return Compiler.rows(graph, targets, PassListener.NONE);
        }

        RowProgram rows(Targets targets) {
            return RowLowering.lower(graph, fused(targets), flat(), KernelChoice.kernels());
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
        return Stream.of(new HuggingFaceGpt(), new NanoGpt(), new TlTransformer());
    }

    @ParameterizedTest
    @MethodSource("transformers")
    void forty_eight_layers_take_a_few_looks_at_each_node(Model<?> model) {
        try (Built built = build(model, Map.of("layers", "48", "modelWidth", "8", "heads", "2"))) {
            for (Targets targets : Targets.values()) {
                RowProgram program = built.rows(targets);

                assertThat(program.graphOperations()).isGreaterThan(48 * 30);
                assertThatNodesAreFew(built.fused(targets), program.graphOperations());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hundreds_of_blocks_need_no_deep_stack(Targets targets) throws InterruptedException {
        CustomModel kernels = residual((scope, x) -> scope.graph().nn().relu(linear(scope, x, WIDTH, WIDTH), 0));
        try (Built built = build(kernels, Map.of())) {
            assertThat(onASmallStack(() -> built.rows(targets))).isInstanceOf(RowProgram.class);
        }
        CustomModel chains = residual((scope, x) -> scope.graph().math().tanh(x).mul(0.1));
        try (Built built = build(chains, Map.of())) {
            assertThat(onASmallStack(() -> Compiler.compile(built.graph(), targets, true, 16)))
                    .isInstanceOf(LaneProgram.class);
        }
    }

    @Test
    void hundreds_of_blocks_need_no_deep_stack_for_decoding() throws InterruptedException {
        CustomModel kernels = residual((scope, x) -> scope.graph().nn().relu(linear(scope, x, WIDTH, WIDTH), 0));
        try (Built built = build(kernels, Map.of())) {
            assertThat(onASmallStack(() -> DecodeLowering.lower(
                            built.graph(), built.fused(Targets.EVERY), built.flat(), KernelChoice.kernels())))
                    .isInstanceOf(RowProgram.class);
        }
    }

    /** A pass that goes through parts of a graph again and again makes nodes again and again. */
    private static void assertThatNodesAreFew(Node last, int operations) {
        assertThat(last.id()).isLessThan(MAX_NODES_PER_OPERATION * operations);
    }

    private static final int WIDTH = 4;

    private static final int BLOCKS = 500;

    /** A residual stream that every block reads and adds to: each sum is read twice. */
    private static CustomModel residual(CustomModel.Part part) {
        return new CustomModel("residual", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            for (int block = 0; block < BLOCKS; block++) {
                x = x.add(part.apply(scope.child("block" + block), x));
            }
            return head(scope, x, WIDTH);
        });
    }

    /** A recursion over hundreds of blocks would overflow it. */
    private static Object onASmallStack(Supplier<?> lowering) throws InterruptedException {
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
        return outcome.get();
    }
}
