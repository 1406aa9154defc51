package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Gru;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.PassManager;
import org.transformerbench.models.compiler.runtime.LaneEngine;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.Regions;
import org.transformerbench.models.compiler.runtime.TokenInstruction;
import org.transformerbench.models.compiler.schedule.Scheduler;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.Kernels;

/** The work of compiling, counted in looks at nodes and their operands, grows in proportion to the graph. */
class CompilerWorkTest {
    /** Twice, and some for what is split and joined by halves. */
    private static final double TWICE = 2.2;

    private static final SeedStreams SEEDS = new SeedStreams(1);

    private static final Map<String, String> SIZES = Map.of("embeddingWidth", "16", "hiddenWidth", "32");

    /** More than a micro-batch may have for the buffers of a network of so many steps. */
    private static final int MANY_LANES = 4 * Kernels.LANES;

    private static final int MANY_STEPS = 128;

    /**
     * The work of compiling a graph.
     *
     * @param visits of passes to nodes
     * @param lookUps of the scheduler's for values and their operands
     * @param names that SameDiff tried for operations
     */
    private record Work(long visits, long lookUps, long names) {}

    /** A graph with its parameters. */
    private record Built(ModelGraph graph, Parameters declared) implements AutoCloseable {
        @Override
        public void close() {
            declared.close();
        }
    }

    @Test
    void twice_as_many_layers_take_twice_the_work() {
        Work few = work(new NanoGpt(), 4, Map.of("layers", "12", "modelWidth", "8", "heads", "2"));
        Work many = work(new NanoGpt(), 4, Map.of("layers", "24", "modelWidth", "8", "heads", "2"));

        assertThatWorkIsTwice(few, many);
    }

    @Test
    void twice_as_many_steps_of_a_recurrent_network_take_twice_the_work() {
        Work few = work(new Gru(), 32, SIZES);
        Work many = work(new Gru(), 64, SIZES);

        assertThatWorkIsTwice(few, many);
        assertThat(many.names()).isLessThan((long) (TWICE * few.names()));
    }

    @Test
    void a_graph_whose_buffers_are_too_large_for_many_examples_is_captured_and_rewritten_once() {
        try (Built built = build(new Gru(), MANY_STEPS, SIZES)) {
            CountedGraph source = new CountedGraph(built.graph());

            LaneProgram program = Compiler.withinMemory(source, Targets.EVERY, true, MANY_LANES);

            assertThat(program.lanes()).isEqualTo(Kernels.LANES);
            assertThat(source.captures()).isOne();
        }
    }

    @Test
    void a_program_that_gets_fewer_lanes_is_the_one_of_so_many() {
        try (Built built = build(new Gru(), 9, SIZES)) {
            CompilationUnit unit = unit(built.graph(), new Builder());
            LaneProgram wanted = scheduler(unit, 9, Kernels.LANES).schedule();
            long bytes = wanted.bufferBytes();

            LaneProgram fewer = scheduler(unit, 9, MANY_LANES).schedule(bytes);
            assertThat(fewer.lanes()).isEqualTo(Kernels.LANES);
            assertThat(fewer.bufferSizes()).containsExactly(wanted.bufferSizes());
            assertThat(fewer.lines()).isEqualTo(wanted.lines());
            assertThat(gradients(fewer, built)).isEqualTo(gradients(wanted, built));

            LaneProgram many = scheduler(unit, 9, MANY_LANES).schedule(4 * bytes);
            assertThat(many.lanes()).isEqualTo(MANY_LANES);
            assertThat(many.bufferBytes()).isEqualTo(4 * bytes);
        }
    }

    private static Map<String, Tensor> gradients(LaneProgram program, Built built) {
        LaneEngine engine = new LaneEngine(
                program,
                KernelChoice.named("plain").interleaved(),
                SEEDS,
                Regions.NONE,
                (count, task) -> IntStream.range(0, count).forEach(each -> task.accept(each, 0)),
                1);
        FlatParameters parameters = new FlatParameters(built.declared().toTensors());
        engine.refresh(parameters::copy);
        SequenceShape shape =
                new SequenceShape(7, built.graph().positions(), built.graph().positions());
        engine.run(Fixtures.batch(shape, 3 * Kernels.LANES, shape.outputPositions(), 1), 0);
        Map<String, Tensor> gradients = new HashMap<>();
        engine.gradients((name, gradient) -> {
            float[] values = new float[gradient.size()];
            gradient.copyTo(values, 0);
            gradients.put(name, Tensor.of(values, values.length));
        });
        return gradients;
    }

    private static void assertThatWorkIsTwice(Work few, Work many) {
        assertThat(many.visits()).isLessThan((long) (TWICE * few.visits()));
        assertThat(many.lookUps()).isLessThan((long) (TWICE * few.lookUps()));
    }

    private static <C extends Record> Work work(Model<C> model, int positions, Map<String, String> settings) {
        Builder builder = new Builder();
        try (Built built = build(model, positions, settings)) {
            Scheduler scheduler = scheduler(unit(built.graph(), builder), positions, Kernels.LANES);
            scheduler.schedule();
            return new Work(builder.visits(), scheduler.lookUps(), triedNames(built.graph()));
        }
    }

    /** Counts the names that SameDiff has tried: it numbers them until one is free, so that one that ends in 7 was the eighth. */
    private static long triedNames(ModelGraph graph) {
        return graph.sameDiff().getOps().keySet().stream()
                .map(name -> name.substring(name.lastIndexOf('_') + 1))
                .mapToLong(last -> last.matches("\\d+") ? 1 + Integer.parseInt(last) : 1)
                .sum();
    }

    private static <C extends Record> Built build(Model<C> model, int positions, Map<String, String> settings) {
        SequenceShape shape = new SequenceShape(7, positions, positions);
        C config = new Configs().with(model.defaultConfig(shape), settings);
        Parameters parameters = new Parameters(SEEDS);
        return new Built(ModelGraph.build(model, config, shape, positions, true, parameters), parameters);
    }

    private static CompilationUnit unit(ModelGraph graph, Builder builder) {
        return PassManager.run(graph, Compiler.passes(Targets.EVERY, true), builder, PassListener.NONE);
    }

    private static Scheduler scheduler(CompilationUnit unit, int positions, int lanes) {
        return new Scheduler(
                unit.logits(),
                unit.upstream(),
                unit.gradients(),
                (leaf, output) -> new TokenInstruction(output, positions),
                lanes);
    }
}
