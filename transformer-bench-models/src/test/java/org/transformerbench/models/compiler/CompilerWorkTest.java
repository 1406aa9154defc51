package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.PassManager;
import org.transformerbench.models.custom.CustomModels;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** What compiling takes, counted in looks at nodes and their operands: in proportion to the graph, however it grows. */
class CompilerWorkTest {
    /** Twice, and some for what is split and joined by halves. */
    private static final double TWICE = 2.2;

    @Test
    void twice_as_many_layers_take_twice_the_work() {
        long few = looks(new NanoGpt(), 4, Map.of("layers", "12", "modelWidth", "8", "heads", "2"));
        long many = looks(new NanoGpt(), 4, Map.of("layers", "24", "modelWidth", "8", "heads", "2"));

        assertThat(many).isLessThan((long) (TWICE * few));
    }

    @Test
    void twice_as_many_steps_of_a_recurrent_network_take_twice_the_work() {
        Model<?> gru = CustomModels.all()
                .filter(model -> model.id().equals("gru"))
                .findFirst()
                .orElseThrow();
        long few = looks(gru, 32, Map.of());
        long many = looks(gru, 64, Map.of());

        assertThat(many).isLessThan((long) (TWICE * few));
    }

    private static <C extends Record> long looks(Model<C> model, int positions, Map<String, String> settings) {
        SequenceShape shape = new SequenceShape(7, positions, positions);
        C config = new Configs().with(model.defaultConfig(shape), settings);
        Builder builder = new Builder();
        try (Parameters parameters = new Parameters(new SeedStreams(1))) {
            ModelGraph graph = ModelGraph.build(model, config, shape, positions, true, parameters);
            PassManager.run(graph, Compiler.passes(Targets.EVERY, true), builder, PassListener.NONE);
        }
        return builder.visits();
    }
}
