package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.Gru;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.PassManager;
import org.transformerbench.models.compiler.runtime.TokenInstruction;
import org.transformerbench.models.compiler.schedule.Scheduler;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** What compiling takes, counted in looks at nodes and their operands: in proportion to the graph, however it grows. */
class CompilerWorkTest {
    /** Twice, and some for what is split and joined by halves. */
    private static final double TWICE = 2.2;

    /**
     * The work of compiling a graph.
     *
     * @param visits of passes to nodes
     * @param lookUps of the scheduler's for values and their operands
     */
    private record Work(long visits, long lookUps) {}

    @Test
    void twice_as_many_layers_take_twice_the_work() {
        Work few = work(new NanoGpt(), 4, Map.of("layers", "12", "modelWidth", "8", "heads", "2"));
        Work many = work(new NanoGpt(), 4, Map.of("layers", "24", "modelWidth", "8", "heads", "2"));

        assertThatWorkIsTwice(few, many);
    }

    @Test
    void twice_as_many_steps_of_a_recurrent_network_take_twice_the_work() {
        Map<String, String> sizes = Map.of("embeddingWidth", "16", "hiddenWidth", "32");
        Work few = work(new Gru(), 32, sizes);
        Work many = work(new Gru(), 64, sizes);

        assertThatWorkIsTwice(few, many);
    }

    private static void assertThatWorkIsTwice(Work few, Work many) {
        assertThat(many.visits()).isLessThan((long) (TWICE * few.visits()));
        assertThat(many.lookUps()).isLessThan((long) (TWICE * few.lookUps()));
    }

    private static <C extends Record> Work work(Model<C> model, int positions, Map<String, String> settings) {
        SequenceShape shape = new SequenceShape(7, positions, positions);
        C config = new Configs().with(model.defaultConfig(shape), settings);
        Builder builder = new Builder();
        try (Parameters parameters = new Parameters(new SeedStreams(1))) {
            ModelGraph graph = ModelGraph.build(model, config, shape, positions, true, parameters);
            CompilationUnit unit =
                    PassManager.run(graph, Compiler.passes(Targets.EVERY, true), builder, PassListener.NONE);
            Scheduler scheduler = new Scheduler(
                    unit.logits(),
                    unit.upstream(),
                    unit.gradients(),
                    (leaf, output) -> new TokenInstruction(output, positions),
                    16);
            scheduler.schedule();
            return new Work(builder.visits(), scheduler.lookUps());
        }
    }
}
