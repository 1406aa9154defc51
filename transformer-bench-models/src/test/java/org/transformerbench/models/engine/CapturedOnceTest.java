package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.Gru;
import org.transformerbench.models.compiler.CountedGraph;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Negate;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

class CapturedOnceTest {
    private static final SequenceShape SHAPE = new SequenceShape(7, 3, 3);

    @Test
    void builders_go_on_from_one_capture_as_each_would_from_its_own() {
        try (Parameters parameters = new Parameters(new SeedStreams(1))) {
            Gru model = new Gru();
            CountedGraph read = new CountedGraph(ModelGraph.build(
                    model, model.defaultConfig(SHAPE), SHAPE, SHAPE.contextLength(), true, parameters));
            Builder own = new Builder();
            CompilationUnit alone = read.capture(own);
            Node afterAlone = own.node(new Negate(), alone.logits());
            CapturedOnce graph = new CapturedOnce(read);

            for (int backEnd = 0; backEnd < 2; backEnd++) {
                Builder builder = new Builder();
                CompilationUnit unit = graph.capture(builder);
                assertThat(new Graph(List.of(unit.logits())))
                        .hasToString(new Graph(List.of(alone.logits())).toString());
                assertThat(unit.parameters().keySet())
                        .containsExactlyElementsOf(alone.parameters().keySet());
                assertThat(builder.node(new Negate(), unit.logits()).id()).isEqualTo(afterAlone.id());
                assertThat(builder.node(unit.logits().op(), unit.logits().inputs()))
                        .isSameAs(unit.logits());
                assertThat(builder.visits())
                        .isEqualTo(own.visits() + 1 + unit.logits().inputs().size());
            }
            assertThat(read.captures()).as("the one alone, and one for both").isEqualTo(2);
        }
    }

    @Test
    void a_builder_that_has_made_nodes_cannot_start_from_another() {
        Builder other = new Builder();
        Builder used = new Builder();
        used.node(new Parameter("w", Shape.of(2)));

        assertThatThrownBy(() -> used.startFrom(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this builder has made 1 nodes, must have made none");
    }
}
