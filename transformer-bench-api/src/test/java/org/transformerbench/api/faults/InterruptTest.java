package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

/** A real interrupt from another thread, wherever the run is at that moment. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class InterruptTest {
    private final List<RunResult> kept = new ArrayList<>();
    private final AtomicReference<List<RunResult>> returned = new AtomicReference<>();
    private final AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();

    /** Runs in a thread of its own, which is interrupted when the latch opens. */
    private void interrupt(CountDownLatch inside, TrainingSession session, TrainingListener... listeners)
            throws InterruptedException {
        Thread run = new Thread(() -> {
            returned.set(new ExperimentRunner(FaultyRuns.withSession(() -> session))
                    .run(FaultyRuns.experiment().build(), kept::add, listeners));
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        run.start();
        inside.await();
        run.interrupt();
        run.join();
    }

    private void assertInterruptedAfter(int steps) {
        assertThat(kept)
                .extracting(RunResult::outcome)
                .containsExactly(Outcome.completed("10 steps"), Outcome.interrupted());
        assertThat(returned.get()).isEqualTo(kept);
        assertThat(kept.get(1).measurements().training().steps()).isEqualTo(steps);
        assertThat(kept.get(1).outcome().finished()).isFalse();
        assertThat(stillInterrupted.get()).isTrue();
    }

    /** Waits for an interrupt, for at most a minute. */
    private static InterruptedException blockUntilInterrupted(CountDownLatch inside) {
        inside.countDown();
        try {
            TimeUnit.MINUTES.sleep(1);
        } catch (InterruptedException e) {
            return e;
        }
        throw new AssertionError("not interrupted");
    }

    @Test
    void in_a_step_that_gives_up_ends_the_run_as_interrupted_and_is_kept() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        interrupt(inside, new FakeSession() {
            @Override
            public StepResult step(Batch batch, double learningRate) {
                if (batches.size() == 5) {
                    throw new IllegalStateException("gave up", blockUntilInterrupted(inside));
                }
                return super.step(batch, learningRate);
            }
        });
        assertInterruptedAfter(5);
    }

    @Test
    void in_a_step_that_is_finished_first_ends_the_run_after_it() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        interrupt(inside, new FakeSession() {
            @Override
            public StepResult step(Batch batch, double learningRate) {
                if (batches.size() == 5) {
                    blockUntilInterrupted(inside);
                    Thread.currentThread().interrupt();
                }
                return super.step(batch, learningRate);
            }
        });
        assertInterruptedAfter(6);
        assertThat(kept.get(1).measurements().lastEvaluation().test())
                .as("the end is evaluated")
                .isPresent();
    }

    @Test
    void in_a_listener_that_makes_an_exception_of_it_is_not_lost() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        int[] runs = new int[1];
        interrupt(inside, new FakeSession(), new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                runs[0] += event.step() == 1 ? 1 : 0;
                if (runs[0] == 2 && event.step() == 3) {
                    throw new IllegalStateException(blockUntilInterrupted(inside));
                }
                return Signal.proceed();
            }
        });
        assertInterruptedAfter(3);
        assertThat(kept.get(1).measurements().listenerFailures()).isEqualTo(1);
    }

    @Test
    void that_closed_a_channel_is_one_too() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        interrupt(inside, new FakeSession() {
            @Override
            public StepResult step(Batch batch, double learningRate) {
                blockUntilInterrupted(inside);
                throw new IllegalStateException(new ClosedByInterruptException());
            }
        });
        assertInterruptedAfter(0);
    }
}
