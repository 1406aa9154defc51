package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckpointsInMemory;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;

/** What fails before a run goes on costs no checkpoint that may be good. */
class CheckpointFaultsTest {
    private final CheckpointsInMemory store = new CheckpointsInMemory();
    private final List<Long> steps = new ArrayList<>();
    private Supplier<TrainingSession> sessions = ChainSession::new;
    private Runnable atStart = () -> {};
    private int stepOfInterrupt;

    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void onRunStart(RunStart start) {
            atStart.run();
        }

        @Override
        public void onResume(TrainingProgress progress) {
            steps.add(-progress.steps());
        }

        @Override
        public Signal onStep(StepEvent event) {
            steps.add(event.step());
            if (event.step() == stepOfInterrupt) {
                Thread.currentThread().interrupt();
            }
            return Signal.proceed();
        }
    };

    private RunResult run() {
        steps.clear();
        Registry registry = Registry.empty()
                .with(new FakeModel("mlp"))
                .with(new FakeTask(
                        "sort",
                        seeds -> new FakeData(
                                Rows.numbered(20), Rows.numbered(5), Rows.numbered(6), List.of(Targets.LAST))))
                .with(new FakeTrainer("fake", spec -> sessions.get()));
        Experiment experiment = Experiment.on("sort")
                .models("mlp")
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(10))
                .build();
        return new ExperimentRunner(registry)
                .withCheckpoints(store, Duration.ZERO)
                .run(experiment, listener)
                .get(0);
    }

    private void interruptAfterFive() {
        stepOfInterrupt = 5;
        assertInterruptedAfter(5, run());
        stepOfInterrupt = 0;
    }

    private static void assertInterruptedAfter(int steps, RunResult result) {
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.outcome()).isEqualTo(Outcome.interrupted());
        assertThat(result.measurements().training().steps()).isEqualTo(steps);
    }

    private void assertFailed(RunResult result, String message) {
        assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(result.outcome().reason()).contains(message);
        assertThat(steps).isEmpty();
    }

    private void assertGoesOn() {
        assertThat(store.aside).isEmpty();
        assertThat(store.kept).hasSize(1);
        assertThat(run().outcome()).isEqualTo(Outcome.completed("10 steps"));
        assertThat(steps).containsExactly(-5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(store.kept).isEmpty();
    }

    private void assertStartsAgain(RunResult result) {
        assertThat(result.outcome()).isEqualTo(Outcome.completed("10 steps"));
        assertThat(steps).startsWith(1L).hasSize(10);
        assertThat(store.aside).containsExactly(result.runId());
    }

    @Test
    void an_interrupt_while_the_checkpoint_is_read_is_no_reason_to_refuse_it() {
        interruptAfterFive();
        atStart = () -> Thread.currentThread().interrupt();
        store.unreadable = Optional.of(new ClosedByInterruptException());

        assertInterruptedAfter(0, run());

        atStart = () -> {};
        store.unreadable = Optional.empty();
        assertGoesOn();
    }

    @Test
    void a_checkpoint_that_cannot_be_read_now_fails_the_run_and_stays() {
        interruptAfterFive();
        store.unreadable = Optional.of(new IOException("Stale file handle"));

        RunResult result = run();

        assertFailed(result, "The checkpoint of the run " + result.runId() + " cannot be read: ");
        assertFailed(result, "Stale file handle; it stays where it is");
        store.unreadable = Optional.empty();
        assertGoesOn();
    }

    @Test
    void a_session_that_cannot_be_opened_leaves_the_checkpoint_alone() {
        interruptAfterFive();
        for (Error error : List.of(new OutOfMemoryError("Java heap space"), new NoClassDefFoundError("plugin/Part"))) {
            sessions = () -> {
                throw error;
            };
            assertFailed(run(), error.getMessage());
        }
        sessions = () -> {
            throw new IllegalStateException("gave up", new InterruptedException());
        };
        assertInterruptedAfter(0, run());

        sessions = ChainSession::new;
        assertGoesOn();
    }

    @Test
    void want_of_memory_in_restore_leaves_the_checkpoint_alone() {
        interruptAfterFive();
        sessions = () -> notRestoring(new OutOfMemoryError("Java heap space"));
        assertFailed(run(), "cannot be read: java.lang.OutOfMemoryError: Java heap space");

        sessions = ChainSession::new;
        assertGoesOn();
    }

    private static TrainingSession notRestoring(Throwable thrown) {
        return new ChainSession() {
            @Override
            public void restore(Map<String, Tensor> parameters, OptimizerState optimizer) {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }
        };
    }

    @Test
    void a_session_that_refuses_a_state_starts_again() {
        interruptAfterFive();
        sessions = () -> notRestoring(new IllegalArgumentException("not mine"));
        assertStartsAgain(run());
    }

    @Test
    void a_session_that_can_go_neither_on_nor_back_fails_once_and_starts_again() {
        interruptAfterFive();
        sessions = () -> notRestoring(new NoSuchMethodError("copy"));
        assertFailed(run(), "nor go back to the beginning: java.lang.NoSuchMethodError: copy");

        assertStartsAgain(run());
    }

    @Test
    void a_listener_that_throws_at_the_start_counts_once_however_often_the_run_goes_on() {
        atStart = () -> {
            throw new IllegalStateException("a listener's mistake");
        };
        interruptAfterFive();
        stepOfInterrupt = 7;
        assertInterruptedAfter(7, run());
        stepOfInterrupt = 0;

        assertThat(run().measurements().listenerFailures()).isEqualTo(1);
        assertThat(steps).startsWith(-7L);
    }

    @Test
    void an_interrupt_while_a_checkpoint_is_written_has_it_written_again() {
        store.interruptedSaves = 1;
        stepOfInterrupt = 1;
        assertInterruptedAfter(1, run());
        stepOfInterrupt = 0;
        assertThat(store.interruptedSaves).isZero();

        assertThat(run().measurements().listenerFailures()).isZero();
        assertThat(steps).startsWith(-1L, 2L);
    }

    @Test
    void an_error_while_a_checkpoint_is_made_is_counted_and_the_run_goes_on() {
        sessions = () -> new ChainSession() {
            @Override
            public OptimizerState optimizerState() {
                throw new NoSuchMethodError("copy");
            }
        };
        RunResult result = run();
        assertThat(result.outcome()).isEqualTo(Outcome.completed("10 steps"));
        assertThat(result.measurements().listenerFailures()).isEqualTo(10);
    }

    @Test
    void whatever_keeps_a_checkpoint_from_being_written_is_one_line_that_names_the_one_that_stays() {
        sessions = () -> new ChainSession() {
            @Override
            public OptimizerState optimizerState() {
                if (store.saves == 3) {
                    throw new IllegalStateException("no moments");
                }
                return super.optimizerState();
            }
        };

        List<String> lines = CapturedLog.of(this::run).lines().toList();

        assertThat(lines)
                .hasSize(7)
                .allMatch(line -> line.endsWith("No checkpoint of mlp on sort could be written:"
                        + " java.lang.IllegalStateException: no moments; that is no reason to end the run, and the one of step 3"
                        + " stays"));
    }

    @Test
    void no_checkpoint_is_said_to_stay_where_there_is_none() {
        sessions = () -> new ChainSession() {
            @Override
            public OptimizerState optimizerState() {
                return null;
            }
        };

        List<String> lines = CapturedLog.of(this::run).lines().toList();

        assertThat(lines)
                .hasSize(10)
                .allMatch(line -> line.endsWith("optimizerState gave null; that is no reason to end the run"));
    }

    @Test
    void a_full_disk_is_one_line_of_the_log_without_a_stack_trace() {
        store.full = true;

        String log = CapturedLog.of(() -> assertThat(run().outcome()).isEqualTo(Outcome.completed("10 steps")));

        List<String> lines = log.lines().toList();
        assertThat(lines).hasSize(11);
        assertThat(lines.subList(0, 10))
                .allMatch(line -> line.contains("No checkpoint of mlp on sort could be written: "
                        + "java.io.IOException: No space left on device; that is no reason to end the run"));
        assertThat(lines.get(10))
                .contains(
                        "could not be removed: java.io.IOException: Read-only file system; it may be deleted by hand");
    }

    @Test
    void a_run_whose_end_cannot_be_evaluated_after_an_interrupt_goes_on_later() {
        sessions = () -> new ChainSession() {
            @Override
            public float[] logits(int[] tokens, int positions, Targets targets) {
                if (store.saves == 6) { // One after each step, and one more for the interrupt.
                    throw new IllegalStateException("out of order");
                }
                return super.logits(tokens, positions, targets);
            }
        };
        interruptAfterFive();
        sessions = ChainSession::new;
        assertGoesOn();
    }
}
