package org.transformerbench.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.TrainingListener;

/** Two studies in one JVM, each on its thread, and over the same models, tasks and trainers. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TwoBenchmarksTest {
    private static final int STEPS = 10;

    @ParameterizedTest
    @ValueSource(strings = {"compiled", "samediff"})
    void give_the_same_results_as_alone(String trainer) throws Exception {
        Experiment first = shallow("addition", trainer, "mlp", "tl-transformer");
        Experiment second = shallow("subtraction", trainer, "nano-gpt", "hugging-face-gpt");
        Registry registry = Registry.discover();
        List<RunResult> firstAlone = new ExperimentRunner(registry).run(first);
        List<RunResult> secondAlone = new ExperimentRunner(registry).run(second);

        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier both = new CyclicBarrier(2);
        try {
            Future<List<RunResult>> one = threads.submit(() -> run(registry, first, both));
            Future<List<RunResult>> other = threads.submit(() -> run(registry, second, both));
            assertSame(one.get(), firstAlone);
            assertSame(other.get(), secondAlone);
        } finally {
            threads.shutdownNow();
        }
        assertThat(firstAlone)
                .hasSize(2)
                .allMatch(result -> result.outcome().equals(Outcome.completed(STEPS + " steps")))
                .allMatch(
                        result -> result.measurements().lastEvaluation().test().isPresent());
    }

    /** One layer is enough to have two graphs at work. */
    private static Experiment shallow(String task, String trainer, String... models) {
        return Load.settings(task, trainer, 8, STEPS, models).set("layers", "1").build();
    }

    /** The runs of both begin at the same time, first with first, second with second. */
    private static List<RunResult> run(Registry registry, Experiment experiment, CyclicBarrier both) {
        return new ExperimentRunner(registry).run(experiment, new TrainingListener() {
            @Override
            public void onRunStart(RunStart start) {
                try {
                    both.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    /** All but times. */
    private static void assertSame(List<RunResult> together, List<RunResult> alone) {
        assertThat(together)
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds",
                        ".*warmUp")
                .isEqualTo(alone);
        assertThat(together).allMatch(result -> result.measurements().listenerFailures() == 0);
    }
}
