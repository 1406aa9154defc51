package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

/** What goes wrong in a run, around it, or in what looks on. */
class ExperimentFailureTest {
    private final List<TrainingSpec<?>> opened = new ArrayList<>();
    private Registry registry = Registry.empty()
            .with(new FakeModel("gpt"))
            .with(new FakeModel("mlp", Targets.LAST))
            .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(20), Rows.numbered(6))))
            .with(new FakeTrainer("fake", this::open));

    private TrainingSession open(TrainingSpec<?> spec) {
        opened.add(spec);
        return new FakeSession();
    }

    private static Experiment.Builder experiment() {
        return Experiment.on("sort")
                .models("mlp", "gpt")
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(5));
    }

    private List<RunResult> run(Experiment.Builder experiment, TrainingListener... listeners) {
        return new ExperimentRunner(registry).run(experiment.build(), listeners);
    }

    @Test
    void makes_a_failed_run_a_result_and_goes_on() {
        registry = registry.with(new FakeTrainer("fake", spec -> {
            if (spec.model().id().equals("mlp")) {
                if (spec.optimizer().learningRate() > 0.3) {
                    throw new ModelException("no graph");
                }
                throw new AssertionError("no graph either");
            }
            return open(spec);
        }));
        List<RunResult> results = run(experiment().learningRates(0.5, 0.25));

        assertThat(results)
                .extracting(RunResult::outcome)
                .containsExactly(
                        new Outcome(Outcome.Kind.FAILED, "ModelException: no graph"),
                        new Outcome(Outcome.Kind.FAILED, "AssertionError: no graph either"),
                        Outcome.completed("5 steps"),
                        Outcome.completed("5 steps"));
        assertThat(results.get(0).measurements().lastEvaluation().train()).isEmpty();
        assertThat(results.get(0).measurements().training().trainingSeconds()).isZero();
        assertThat(results.get(0).measurements().training().microsPerExample()).isZero();
    }

    @Test
    void keeps_the_result_when_a_session_cannot_be_closed() {
        registry = registry.with(new FakeTrainer("fake", spec -> new FakeSession() {
            @Override
            public void close() {
                throw new IllegalStateException("still in use");
            }
        }));
        assertThat(run(experiment().models("gpt")).get(0).outcome()).isEqualTo(Outcome.completed("5 steps"));
    }

    @Test
    void counts_failures_of_listeners_per_run() {
        TrainingListener broken = new TrainingListener() {
            @Override
            public void onRunStart(RunStart start) {
                throw new IllegalStateException("run " + start.run());
            }
        };
        assertThat(run(experiment(), broken))
                .extracting(result -> result.measurements().listenerFailures())
                .containsExactly(1, 1);
    }

    @Test
    void ends_when_the_sink_throws() {
        IllegalStateException full = new IllegalStateException("disk full");
        assertThatThrownBy(() -> new ExperimentRunner(registry).run(experiment().build(), result -> {
                    throw full;
                }))
                .isSameAs(full);
        assertThat(opened).hasSize(1);
    }

    @Test
    void leaves_out_the_runs_after_an_interrupt() {
        registry = registry.with(new FakeTrainer("fake", spec -> {
            Thread.currentThread().interrupt();
            return open(spec);
        }));
        List<RunResult> results = run(experiment().seeds(1, 2));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(results).extracting(RunResult::outcome).containsExactly(Outcome.stopped("interrupted"));
    }

    @Test
    void passes_on_that_the_data_cannot_be_had() {
        DataException missing = new DataException("no such file; give another path");
        registry = registry.with(new FakeTask("sort", seeds -> {
            throw missing;
        }));
        assertThatThrownBy(() -> run(experiment())).isSameAs(missing);
    }

    @Test
    void keeps_the_result_of_an_interrupted_run_in_a_file(@TempDir Path folder) {
        ResultsFile file = new ResultsFile(folder.resolve("results.jsonl"));
        TrainingListener impatient = new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                Thread.currentThread().interrupt();
                return Signal.proceed();
            }
        };
        List<RunResult> results =
                new ExperimentRunner(registry).run(experiment().build(), file, impatient);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(results).extracting(RunResult::outcome).containsExactly(Outcome.stopped("interrupted"));
        assertThat(file.read()).isEqualTo(results);
    }

    @Test
    void goes_on_when_a_listener_overflows_the_stack_at_the_end_of_a_run() {
        List<RunResult> kept = new ArrayList<>();
        List<Integer> keptBeforeTold = new ArrayList<>();
        TrainingListener endless = new TrainingListener() {
            @Override
            public void onRunEnd(RunResult result) {
                keptBeforeTold.add(kept.size());
                throw new StackOverflowError();
            }
        };
        List<RunResult> results =
                new ExperimentRunner(registry).run(experiment().build(), kept::add, endless);

        assertThat(results).hasSize(2).isEqualTo(kept);
        assertThat(keptBeforeTold).containsExactly(1, 2);
        assertThat(results)
                .extracting(result -> result.measurements().listenerFailures())
                .containsExactly(0, 0);
    }

    @Test
    void tells_listeners_the_end_although_the_sink_throws() {
        List<RunResult> told = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onRunEnd(RunResult result) {
                told.add(result);
            }
        };
        IllegalStateException full = new IllegalStateException("disk full");
        assertThatThrownBy(() -> new ExperimentRunner(registry)
                        .run(
                                experiment().build(),
                                result -> {
                                    throw full;
                                },
                                listener))
                .isSameAs(full);
        assertThat(told).hasSize(1);
    }
}
