package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.engine.CustomModel.attention;
import static org.transformerbench.models.engine.CustomModel.block;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.gelu;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.FallbackModels.SHAPE;
import static org.transformerbench.models.engine.FallbackModels.WIDTH;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.Segment;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.engine.Nd4jPartModels;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** How a program is cut around what ND4J computes. */
class SegmentsTest {
    private static final int LANES = 16;
    /** Floats of hidden states, per example. */
    private static final int HIDDEN = SHAPE.contextLength() * WIDTH;

    /** Some blocks with as many unknown operations in the middle. */
    private static LaneProgram program(int blocks, int unknown, boolean gradients) {
        CustomModel model = new CustomModel("segments", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            for (int i = 0; i < blocks; i++) {
                x = block(scope.child("before" + i), x, WIDTH, 2, 0.1, attention(WIDTH, 2, 0.1), gelu());
            }
            for (int i = 0; i < unknown; i++) {
                x = Nd4jPartModels.unknown(x).add(x);
            }
            for (int i = 0; i < blocks; i++) {
                x = block(scope.child("after" + i), x, WIDTH, 2, 0.1, attention(WIDTH, 2, 0.1), gelu());
            }
            return head(scope, x, WIDTH);
        });
        try (Parameters parameters = new Parameters(new SeedStreams(7))) {
            ModelGraph graph =
                    ModelGraph.build(model, new CustomModel.Nothing(), SHAPE, SHAPE.contextLength(), true, parameters);
            return Compiler.compile(graph, Targets.EVERY, gradients, LANES);
        }
    }

    private static List<Integer> calls(LaneProgram program) {
        return program.segments().stream()
                .map(segment -> segment.calls().size())
                .toList();
    }

    private static int keptPerExample(LaneProgram program) {
        return Arrays.stream(program.savedSizes()).sum() / LANES;
    }

    @Test
    void a_program_that_needs_no_nd4j_is_one_segment_and_keeps_nothing() {
        LaneProgram program = program(1, 0, true);
        assertThat(program.segments()).hasSize(1);
        assertThat(program.regions()).isEmpty();
        assertThat(program.savedSizes()).isEmpty();
    }

    @Test
    void the_backward_pass_goes_back_through_the_segments_of_the_forward_pass() {
        assertThat(calls(program(1, 2, false))).containsExactly(0, 1, 1);
        assertThat(calls(program(1, 2, true))).containsExactly(0, 1, 1, 1, 1);
    }

    /** What goes into ND4J and comes out of it, and the gradients of both, but nothing of the blocks. */
    @Test
    void only_what_crosses_is_kept_for_the_whole_batch() {
        int kept = keptPerExample(program(1, 1, true));
        assertThat(kept).isBetween(2 * HIDDEN, 5 * HIDDEN);
        assertThat(keptPerExample(program(3, 1, true))).isEqualTo(kept);
    }

    @Test
    void segments_share_the_buffers_of_a_worker() {
        long whole = program(1, 0, true).bufferBytes();
        assertThat(program(1, 2, true).bufferBytes()).isLessThan(whole * 3 / 2);
    }

    @Test
    void a_segment_of_the_forward_pass_is_computed_again_for_the_gradients_and_no_other() {
        List<Segment> segments = program(2, 1, true).segments();
        int first = segments.get(0).instructions().size();
        int forward = program(2, 1, false).segments().get(1).instructions().size();
        assertThat(segments).hasSize(3);
        assertThat(segments.get(2).instructions().size()).isGreaterThan(first);
        assertThat(segments.get(1).instructions().size()).isGreaterThan(forward);
        int whole = program(2, 0, true).segments().get(0).instructions().size();
        int all = segments.stream()
                .mapToInt(segment -> segment.instructions().size())
                .sum();
        assertThat(all).isLessThan(whole + first + 10);
    }
}
