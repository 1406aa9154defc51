package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.TrainingListener;

/** One of three runs fills a small heap; each of the others needs half of it. */
class OutOfMemoryTest {
    private static final int HEAP_MEGABYTES = 48;
    /** Large ones would take whole regions of the heap, and more of it than they need. */
    private static final int PIECE = 1 << 16;

    @TempDir
    private Path folder;

    /** Keeps as many pieces of memory as it may. */
    private static final class Session extends FakeSession {
        private final List<byte[]> held = new ArrayList<>();
        private final int most;

        Session(int most) {
            this.most = most;
        }

        @Override
        public StepResult step(Batch batch, double learningRate) {
            while (held.size() < most) {
                held.add(new byte[PIECE]);
            }
            return super.step(batch, learningRate);
        }
    }

    private static TrainingSession open(String model) {
        return new Session(model.equals("faulty") ? Integer.MAX_VALUE : (HEAP_MEGABYTES << 20) / 2 / PIECE);
    }

    /**
     * @param arguments the file of the results
     */
    public static void main(String[] arguments) {
        TrainingListener greedy = new TrainingListener() {
            @Override
            public void onRunEnd(RunResult result) {
                throw new OutOfMemoryError("in a listener, when the result is safe");
            }
        };
        List<RunResult> results = new ExperimentRunner(FaultyRuns.registry(
                        FaultyRuns::data, spec -> open(spec.model().id())))
                .run(FaultyRuns.experiment().build(), new ResultsFile(Path.of(arguments[0])), greedy);
        results.forEach(result -> System.out.println(result.spec().model() + " "
                + result.outcome().kind() + " " + result.outcome().reason()));
    }

    @Test
    void the_run_is_failed_its_memory_is_released_and_the_others_complete() throws Exception {
        Path file = folder.resolve("results.jsonl");
        String output = OtherJvm.run(folder, "", "-Xmx" + HEAP_MEGABYTES + "m", OutOfMemoryTest.class, file.toString());

        assertThat(output.lines())
                .containsExactly(
                        "first COMPLETED 10 steps",
                        "faulty FAILED OutOfMemoryError: Java heap space",
                        "last COMPLETED 10 steps");
        assertThat(new ResultsFile(file).read()).hasSize(3);
    }
}
