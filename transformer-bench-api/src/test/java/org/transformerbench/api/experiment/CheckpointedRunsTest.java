package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckpointsInMemory;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;

/** Runs that are interrupted go on; nothing that goes wrong with a checkpoint ends a run or changes its result. */
class CheckpointedRunsTest {
    private final CheckpointsInMemory store = new CheckpointsInMemory();
    private final List<String> heard = new ArrayList<>();
    private int dataSize = 20;
    private String trainer = "fake";
    private Supplier<TrainingSession> sessions = ChainSession::new;
    private int stepOfInterrupt;
    private int stepOfFailure;

    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void onResume(TrainingProgress progress) {
            heard.add("goes on after " + progress.steps());
        }

        @Override
        public Signal onStep(StepEvent event) {
            heard.add("step " + event.step());
            if (event.step() == stepOfInterrupt) {
                Thread.currentThread().interrupt();
            }
            if (event.step() == stepOfFailure) {
                throw new IllegalStateException("a listener's mistake");
            }
            return Signal.proceed();
        }
    };

    private List<RunResult> run(List<RunResult> earlier, Consumer<RunResult> sink) {
        Registry registry = Registry.empty()
                .with(new FakeModel("mlp"))
                .with(new FakeTask(
                        "sort",
                        seeds -> new FakeData(
                                Rows.numbered(dataSize), Rows.numbered(5), Rows.numbered(6), List.of(Targets.LAST))))
                .with(new FakeTrainer(trainer, spec -> sessions.get()));
        Experiment experiment = Experiment.on("sort")
                .models("mlp")
                .learningRates(1e-2)
                .seeds(1)
                .trainer(trainer)
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(10).toBuilder()
                        .evaluationInterval(4)
                        .build())
                .build();
        return new ExperimentRunner(registry)
                .resuming(earlier)
                .withCheckpoints(store, Duration.ZERO)
                .run(experiment, sink, listener);
    }

    private RunResult run() {
        return run(List.of(), result -> {}).get(0);
    }

    private RunResult interruptedAfter(int step) {
        stepOfInterrupt = step;
        RunResult result = run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.outcome()).isEqualTo(Outcome.interrupted());
        stepOfInterrupt = 0;
        heard.clear();
        return result;
    }

    private static void assertSame(RunResult result, RunResult expected) {
        assertThat(result)
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds")
                .isEqualTo(expected);
    }

    @Test
    void a_run_that_was_interrupted_goes_on_and_ends_as_if_it_had_not_been() {
        RunResult expected = run();
        RunResult interrupted = interruptedAfter(5);
        assertThat(store.kept).hasSize(1);

        RunResult result = run(List.of(interrupted), ignored -> {}).get(0);

        assertThat(heard)
                .startsWith("goes on after 5", "step 6")
                .endsWith("step 10")
                .hasSize(6);
        assertSame(result, expected);
        assertThat(result.provenance().resumedAtStep()).isEqualTo(OptionalLong.of(5));
        assertThat(expected.provenance().resumedAtStep()).isEmpty();
        assertThat(store.kept).isEmpty();
    }

    @Test
    void a_checkpoint_is_kept_until_the_sink_has_the_result() {
        List<Integer> inSink = new ArrayList<>();
        run(List.of(), result -> inSink.add(store.kept.size()));
        assertThat(inSink).containsExactly(1);
        assertThat(store.kept).isEmpty();

        assertThatThrownBy(() -> run(List.of(), result -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(store.kept).hasSize(1);
        heard.clear();
        run();
        assertThat(heard).containsExactly("goes on after 10");
    }

    @Test
    void what_a_killed_process_has_left_of_a_finished_run_is_removed() {
        RunResult finished = run();
        interruptedAfter(5);

        assertThat(run(List.of(finished), result -> {})).containsExactly(finished);

        assertThat(store.kept).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void a_run_that_failed_starts_from_its_beginning() {
        sessions = () -> new ChainSession() {
            private int steps;

            @Override
            public StepResult step(Batch batch, double learningRate) {
                if (++steps == 7) {
                    throw new IllegalStateException("out of order");
                }
                return super.step(batch, learningRate);
            }
        };
        assertThat(run().outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(store.saves).isEqualTo(6);
        assertThat(store.kept).isEmpty();
    }

    @Test
    void checkpoints_that_cannot_be_written_are_counted_and_the_result_is_the_same() {
        RunResult expected = run();
        store.full = true;
        RunResult result = run();

        assertThat(result.outcome()).isEqualTo(expected.outcome());
        assertThat(result.curve()).hasSameSizeAs(expected.curve());
        assertThat(result.measurements().listenerFailures()).isEqualTo(10);
    }

    @Test
    void failures_before_the_interrupt_are_counted_too() {
        stepOfFailure = 2;
        interruptedAfter(5);
        assertThat(run().measurements().listenerFailures()).isEqualTo(1);
    }

    @Test
    void a_checkpoint_that_is_refused_is_put_aside_and_the_run_starts_from_its_beginning() {
        RunResult expected = run();
        interruptedAfter(5);
        store.refusal = Optional.of("it is damaged");
        assertStartsAgain(expected);

        store.refusal = Optional.empty();
        interruptedAfter(5);
        store.kept.replaceAll((id, checkpoint) -> new RunCheckpoint(
                checkpoint.run(), checkpoint.progress(), 0, Map.of(), new OptimizerState(5, Map.of(), Map.of())));
        assertStartsAgain(expected);
    }

    @Test
    void other_data_another_model_and_another_backend_are_refused() {
        interruptedAfter(5);
        dataSize = 19;
        assertThat(run().provenance().resumedAtStep()).isEmpty();
        assertThat(store.aside).hasSize(1);

        dataSize = 20;
        RunResult expected = run();
        interruptedAfter(5);
        store.kept.replaceAll((id, checkpoint) -> new RunCheckpoint(
                checkpoint.run(), checkpoint.progress(), 0, new ChainSession().parameters(), checkpoint.optimizer()));
        assertStartsAgain(expected);

        interruptedAfter(5);
        sessions = () -> new ChainSession() {
            @Override
            public String backend() {
                return "another";
            }
        };
        assertStartsAgain(expected);
    }

    private void assertStartsAgain(RunResult expected) {
        heard.clear();
        store.aside.clear();
        RunResult result = run();
        assertThat(store.aside).containsExactly(expected.runId());
        assertThat(heard).startsWith("step 1");
        assertSame(result, expected);
        assertThat(result.provenance().resumedAtStep()).isEmpty();
    }

    @Test
    void a_trainer_whose_sessions_are_not_checkpointable_trains_without_and_says_so() {
        trainer = "forgetful";
        sessions = FakeSession::new;
        List<RunResult> results = new ArrayList<>();
        assertThat(CapturedLog.of(() -> results.add(run())))
                .contains("Runs of the trainer 'forgetful' have no checkpoints: its sessions are not Checkpointable");
        RunResult result = results.get(0);

        assertThat(result.outcome()).isEqualTo(Outcome.completed("10 steps"));
        assertThat(result.measurements().listenerFailures()).isZero();
        assertThat(store.saves).isZero();
    }

    @Test
    void a_synchronized_session_is_checkpointable_if_its_own_one_is() {
        RunResult expected = run();
        sessions = () -> TrainingSession.synchronizedSession(new ChainSession());
        interruptedAfter(6);

        RunResult result = run();

        assertThat(heard).contains("step 7").doesNotContain("step 6");
        assertThat(result.provenance().resumedAtStep()).hasValue(6);
        assertSame(result, expected);
    }

    @Test
    void a_negative_interval_is_refused() {
        ExperimentRunner runner = new ExperimentRunner(Registry.empty());
        assertThatThrownBy(() -> runner.withCheckpoints(store, Duration.ofSeconds(-1)))
                .hasMessageContaining("interval (PT-1S) must not be negative");
    }
}
