package org.transformerbench.models.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** Passes are shown and verified one by one. */
class PassManagerTest {
    private static final SequenceShape SHAPE = new SequenceShape(5, 3, 3);
    private static final CustomModel MODEL = new CustomModel(
            "swish",
            (scope, tokens) ->
                    CustomModel.head(scope, scope.graph().nn().swish(CustomModel.embedding(scope, tokens, 4)), 4));

    /** Leaves gradients of half a parameter, as a wrong rule would. */
    private record Halving() implements Pass {
        @Override
        public String name() {
            return "halving";
        }

        @Override
        public CompilationUnit apply(CompilationUnit unit, Builder builder) {
            Map<String, Node> halves = new LinkedHashMap<>();
            unit.gradients().forEach((name, node) -> halves.put(name, new Expressions(builder).slice(node, 0, 0, 1)));
            return new CompilationUnit(unit.logits(), unit.parameters(), unit.upstream(), halves);
        }
    }

    private interface Work {
        void on(ModelGraph graph);
    }

    private static void with(Work work) {
        try (Parameters parameters = new Parameters(new SeedStreams(1))) {
            work.on(ModelGraph.build(MODEL, new CustomModel.Nothing(), SHAPE, 3, false, parameters));
        }
    }

    @Test
    void the_tests_of_this_library_verify_what_each_pass_leaves() {
        assertThat(Boolean.getBoolean(PassManager.VERIFY))
                .as("the system property %s", PassManager.VERIFY)
                .isTrue();
        with(graph -> assertThatThrownBy(() -> PassManager.run(
                        graph, List.of(new AddGradients(), new Halving()), new Builder(), PassListener.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("After halving: the gradient of the parameter '[\\w.]+' is %\\d+ .*, must have the"
                        + " shape \\[.*\\]"));
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void nothing_is_verified_unless_it_is_asked_for() {
        String before = System.getProperty(PassManager.VERIFY);
        System.clearProperty(PassManager.VERIFY);
        try {
            with(graph -> assertThat(PassManager.run(
                                    graph, List.of(new AddGradients(), new Halving()), new Builder(), PassListener.NONE)
                            .gradients())
                    .isNotEmpty());
        } finally {
            if (before != null) {
                System.setProperty(PassManager.VERIFY, before);
            }
        }
    }

    @Test
    void a_listener_sees_what_each_pass_leaves_and_the_schedule_at_the_end() {
        List<String> passes = new ArrayList<>();
        List<Graph> graphs = new ArrayList<>();
        PassListener listener = new PassListener() {
            @Override
            public void after(String pass, Graph graph) {
                passes.add(pass);
                graphs.add(graph);
            }

            @Override
            public void scheduled(LaneProgram program) {
                passes.add("schedule of " + program.lanes());
            }
        };
        with(graph -> Compiler.compile(graph, Targets.LAST, true, 16, listener));

        assertThat(passes)
                .containsExactly(
                        "capture",
                        "last position",
                        "rules for composed operations",
                        "gradients",
                        "rules for interleaved micro-batches",
                        "schedule of 16");
        assertThat(graphs.get(0).outputs().get(0).shape()).hasToString("[B, 3, 5]");
        assertThat(graphs.get(1).outputs().get(0).shape()).hasToString("[B, 1, 5]");
        assertThat(graphs.get(1).outputs()).hasSize(1);
        assertThat(graphs.get(3).outputs()).hasSize(5);
    }
}
