package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

/** A listener that blocks is named, with the place where it is; the run waits, and its training time does not. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BlockingListenerTest {

    /** Blocks in the second step of each run, until the log says so. */
    private static final class Blocking implements TrainingListener {
        private final ByteArrayOutputStream log;

        Blocking(ByteArrayOutputStream log) {
            this.log = log;
        }

        @Override
        public Duration slowCallThreshold() {
            return Duration.ofMillis(20);
        }

        @Override
        public Signal onStep(StepEvent event) {
            int before = warnings(log);
            while (event.step() == 2 && warnings(log) == before) {
                LockSupport.parkNanos(1_000_000);
            }
            return Signal.proceed();
        }
    }

    private static int warnings(ByteArrayOutputStream log) {
        return log.toString(StandardCharsets.UTF_8).split("has been in onStep for longer than", -1).length - 1;
    }

    private static List<RunResult> run(TrainingConfig training, int parallelRuns, TrainingListener listener) {
        return new ExperimentRunner(FaultyRuns.withSession(FakeSession::new))
                .withParallelRuns(parallelRuns)
                .run(FaultyRuns.experiment().training(training).build(), listener);
    }

    private static TrainingConfig tenSteps() {
        return TrainingConfig.defaults().withBatchSize(4).forSteps(10);
    }

    /** The logger of the tests writes to what is standard error at that moment. */
    private static String logOf(java.util.function.Consumer<ByteArrayOutputStream> work) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            work.accept(log);
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void is_named_once_per_call_with_its_method_and_where_it_is() {
        for (int parallelRuns : new int[] {1, 3}) {
            String log = logOf(written -> assertThat(run(tenSteps(), parallelRuns, new Blocking(written)))
                    .extracting(RunResult::outcome)
                    .containsOnly(Outcome.completed("10 steps")));

            assertThat(log.lines().filter(line -> line.contains("keeps the run waiting")))
                    .hasSize(3)
                    .allMatch(line -> line.contains(
                            "The listener " + Blocking.class.getName() + " has been in onStep for longer than 0.02 s"));
            assertThat(log).contains("BlockingListenerTest$Blocking.onStep(BlockingListenerTest.java:");
        }
    }

    @Test
    void is_named_although_another_one_has_no_sound_patience() {
        TrainingListener impatient = new TrainingListener() {
            @Override
            public Duration slowCallThreshold() {
                return null;
            }
        };
        String log = logOf(written -> assertThat(new ExperimentRunner(FaultyRuns.withSession(FakeSession::new))
                        .run(FaultyRuns.experiment().training(tenSteps()).build(), impatient, new Blocking(written)))
                .allSatisfy(result ->
                        assertThat(result.measurements().listenerFailures()).isZero()));

        assertThat(log.lines().filter(line -> line.contains("keeps the run waiting")))
                .hasSize(3);
    }

    @Test
    void leaves_no_thread_behind() {
        logOf(written -> run(tenSteps(), 1, new Blocking(written)));

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("transformer-bench-listener-watch");
    }

    @Test
    void does_not_use_up_the_time_of_training() {
        Duration budget = Duration.ofMillis(400);
        TrainingConfig training = TrainingConfig.builder()
                .batchSize(4)
                .withoutBudgets()
                .maxSteps(3)
                .maxTime(budget)
                .build();
        TrainingListener slow = new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                LockSupport.parkNanos(budget.toNanos() + 1);
                return Signal.proceed();
            }
        };
        assertThat(run(training, 1, slow).get(0).outcome()).isEqualTo(Outcome.completed("3 steps"));
    }

    @Test
    void that_throws_is_counted_and_the_others_are_told() {
        int[] told = new int[1];
        TrainingListener broken = new TrainingListener() {
            @Override
            public Duration slowCallThreshold() {
                throw new IllegalStateException("none");
            }
        };
        TrainingListener good = new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                told[0]++;
                return Signal.proceed();
            }
        };
        List<RunResult> results = new ExperimentRunner(FaultyRuns.withSession(FakeSession::new))
                .run(FaultyRuns.experiment().training(tenSteps()).build(), broken, good);

        assertThat(told[0]).isEqualTo(30);
        assertThat(results).allMatch(result -> result.outcome().equals(Outcome.completed("10 steps")));
        assertThat(results).allMatch(result -> result.measurements().listenerFailures() >= 10);
    }
}
