package org.transformerbench.models.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.samediff.OpenMpThreads.WORTH_SHARING;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Nd4jRuntime;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.engine.CustomModel;

class OpenMpThreadsTest {
    private static final SequenceShape SHAPE = new SequenceShape(7, 16, 16);
    /** Of this thread, whatever the machine has. */
    private static final int THREADS = 3;

    private static NativeOps operations;

    private int before;

    /** Notes the number of threads whenever it is executed. */
    private static final class Probe extends Tanh {
        private final List<Integer> seen;

        Probe(SameDiff graph, SDVariable x, List<Integer> seen) {
            super(graph, x);
            this.seen = seen;
        }

        @Override
        public int opNum() {
            if (seen != null) {
                seen.add(operations.ompGetMaxThreads());
            }
            return super.opNum();
        }
    }

    @BeforeEach
    void setThreads() {
        Nd4jRuntime.start();
        operations = NativeOpsHolder.getInstance().getDeviceNativeOps();
        before = operations.ompGetMaxThreads();
        operations.setOmpNumThreads(THREADS);
    }

    @AfterEach
    void restoreThreads() {
        operations.setOmpNumThreads(before);
    }

    @Test
    void a_small_computation_has_one_thread_and_leaves_the_number_as_it_was() {
        assertThat(OpenMpThreads.compute(WORTH_SHARING - 1, operations::ompGetMaxThreads))
                .isEqualTo(1);
        assertThat(operations.ompGetMaxThreads()).isEqualTo(THREADS);
    }

    @Test
    void a_large_computation_has_all_threads() {
        assertThat(OpenMpThreads.compute(WORTH_SHARING, operations::ompGetMaxThreads))
                .isEqualTo(THREADS);
    }

    @Test
    void a_computation_that_fails_leaves_the_number_of_threads_as_it_was() {
        assertThatThrownBy(() -> OpenMpThreads.compute(1, () -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(operations.ompGetMaxThreads()).isEqualTo(THREADS);
    }

    @Test
    void a_session_computes_a_small_batch_on_one_thread_and_a_large_one_on_all() {
        List<Integer> seen = new ArrayList<>();
        CustomModel model = new CustomModel("probed", (scope, tokens) -> logits(scope, tokens, seen));
        try (TrainingSession session = new SameDiffTrainer().open(model.spec(SHAPE, Targets.EVERY))) {
            int positions = SHAPE.contextLength();
            seen.clear();
            session.logits(new int[2 * positions], positions, Targets.EVERY);
            assertThat(seen).isNotEmpty().containsOnly(1);
            seen.clear();
            session.logits(new int[(int) WORTH_SHARING], positions, Targets.EVERY);
            assertThat(seen).isNotEmpty().containsOnly(THREADS);
        }
    }

    private static SDVariable logits(GraphScope scope, SDVariable tokens, List<Integer> seen) {
        int vocabulary = scope.shape().vocabularySize();
        SDVariable table = scope.parameter("table", CustomModel.normal(), vocabulary, vocabulary);
        SDVariable rows =
                scope.graph().oneHot(tokens, vocabulary).reshape(-1, vocabulary).mmul(table);
        return new Probe(scope.graph(), rows, seen).outputVariable().reshape(-1, scope.positions(), vocabulary);
    }
}
