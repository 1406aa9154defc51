package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.report.Results;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;

/** Runs are known by their seeds here. */
@Timeout(30)
class ExecutionTest {
    private final FakeJobs jobs = new FakeJobs();
    private final List<RunResult> results = new CopyOnWriteArrayList<>();
    /** The thread that takes results. */
    private Thread taking;

    /** Jobs that end when the test says so. */
    private static final class FakeJobs implements RunJobs {
        private final Map<Long, Consumer<Try<String>>> open = new ConcurrentHashMap<>();
        private final BlockingQueue<Long> begun = new LinkedBlockingQueue<>();
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private volatile int most = 2;
        private volatile boolean stopped;
        private volatile boolean processEnds;

        @Override
        public int most() {
            return most;
        }

        @Override
        public void submit(PendingRun run, Consumer<Try<String>> answer) {
            if (stopped) {
                throw new IllegalStateException("SparkContext was stopped");
            }
            open.put(run.spec().seed(), answer);
            begun.add(run.spec().seed());
        }

        void succeed(long seed) {
            open.remove(seed).accept(new Success<>(sample(seed).toJson()));
        }

        void fail(long seed, String why) {
            open.remove(seed).accept(new Failure<>(new IllegalStateException(why)));
        }

        /** Never answers the job, as Spark does if it stops in the moment in which the job begins. */
        void forget(long seed) {
            open.remove(seed);
        }

        @Override
        public void cancel() {
            List.copyOf(open.keySet()).forEach(seed -> fail(seed, "cancelled"));
            cancelled.countDown();
        }

        @Override
        public boolean stopped() {
            return stopped;
        }

        @Override
        public boolean processEnds() {
            return processEnds;
        }

        /** Waits until so many jobs have begun, and returns them. */
        List<Long> awaitBegun(int number) throws InterruptedException {
            List<Long> seeds = new ArrayList<>();
            while (seeds.size() < number) {
                seeds.add(begun.take());
            }
            return seeds;
        }
    }

    private static RunResult sample(long seed) {
        return Results.stopped("mlp", seed);
    }

    private Execution execution(int runs, Consumer<RunResult> sink) {
        List<PendingRun> pending = IntStream.rangeClosed(1, runs)
                .<PendingRun>mapToObj(seed -> new Pending(sample(seed).spec(), OptionalLong.empty()))
                .toList();
        return new Execution(jobs, pending, sink);
    }

    /** Returns whether the thread was interrupted in the end. */
    private FutureTask<Boolean> start(Execution execution) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            execution.finish();
            return Thread.currentThread().isInterrupted();
        });
        taking = new Thread(task, "execution");
        taking.start();
        return task;
    }

    /** Some tests leave a thread that waits for the end of the process. */
    @AfterEach
    void interrupt() throws InterruptedException {
        taking.interrupt();
        taking.join();
    }

    private List<Long> seeds() {
        return results.stream().map(result -> result.spec().seed()).toList();
    }

    @Test
    void results_are_handed_over_as_they_come_and_no_more_jobs_are_open_than_the_cluster_wants() throws Exception {
        FutureTask<Boolean> made = start(execution(3, results::add));

        assertThat(jobs.awaitBegun(2)).containsExactly(1L, 2L);
        assertThat(jobs.begun).isEmpty();
        jobs.succeed(2);
        assertThat(jobs.awaitBegun(1)).containsExactly(3L);
        jobs.succeed(3);
        jobs.succeed(1);
        made.get();

        assertThat(seeds()).containsExactly(2L, 3L, 1L);
    }

    @Test
    void a_run_whose_job_fails_is_a_failed_result_and_the_others_go_on() throws Exception {
        FutureTask<Boolean> made = start(execution(2, results::add));
        jobs.awaitBegun(2);
        jobs.fail(1, "the machine is lost");
        jobs.succeed(2);
        made.get();

        assertThat(results)
                .extracting(RunResult::outcome)
                .first()
                .satisfies(outcome -> assertThat(outcome.reason()).contains("the machine is lost"));
        assertThat(results)
                .extracting(result -> result.outcome().kind())
                .containsExactly(Outcome.Kind.FAILED, Outcome.Kind.STOPPED);
    }

    @Test
    void an_application_that_the_cluster_ends_is_no_result_of_any_run() throws Exception {
        FutureTask<Boolean> made = start(execution(2, results::add));
        jobs.awaitBegun(2);
        jobs.stopped = true;
        jobs.fail(1, "no master");

        assertThatThrownBy(made::get)
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining(
                        "The cluster has ended the application: no master. The results that have come are")
                .hasMessageContaining("the same command again makes the other runs");
        assertThat(results).isEmpty();
        assertThat(jobs.open).as("jobs that were not cancelled").isEmpty();
    }

    @Test
    void results_that_have_come_when_the_cluster_ends_the_application_are_handed_over() throws Exception {
        jobs.most = 3;
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        FutureTask<Boolean> made = start(execution(4, slowSink(taken, written)));
        jobs.awaitBegun(3);
        jobs.succeed(1);
        taken.await();
        jobs.fail(2, "no master");
        jobs.succeed(3);
        jobs.stopped = true;
        written.countDown();

        assertThatThrownBy(made::get).hasCauseInstanceOf(ClusterException.class);
        assertThat(seeds()).containsExactly(1L, 3L);
    }

    @Test
    void a_job_that_cannot_begin_because_the_cluster_has_ended_the_application_loses_no_result() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        FutureTask<Boolean> made = start(execution(3, slowSink(taken, written)));
        jobs.awaitBegun(2);
        jobs.succeed(1);
        taken.await();
        jobs.succeed(2);
        jobs.stopped = true;
        written.countDown();

        assertThatThrownBy(made::get)
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining("The cluster has ended the application: SparkContext was stopped");
        assertThat(seeds()).containsExactly(1L, 2L);
    }

    @Test
    void a_job_that_is_never_answered_because_the_cluster_has_ended_the_application_is_not_waited_for()
            throws Exception {
        FutureTask<Boolean> made = start(execution(2, results::add));
        jobs.awaitBegun(2);
        jobs.forget(1);
        jobs.succeed(2);
        jobs.stopped = true;

        assertThatThrownBy(made::get)
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining("The cluster has ended the application: it stopped before it answered");
        assertThat(seeds()).containsExactly(2L);
    }

    /** Returns a sink that keeps a result, and then waits as if it were writing. */
    private Consumer<RunResult> slowSink(CountDownLatch taken, CountDownLatch written) {
        return result -> {
            results.add(result);
            taken.countDown();
            await(written);
        };
    }

    @Test
    void an_interrupt_cancels_the_jobs_and_keeps_the_results_that_have_come() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        FutureTask<Boolean> made = start(execution(4, slowSink(taken, interrupted)));
        jobs.awaitBegun(2);
        jobs.succeed(1);
        taken.await();
        jobs.succeed(2);
        taking.interrupt();
        interrupted.countDown();

        assertThat(made.get()).as("stays interrupted").isTrue();
        assertThat(seeds()).containsExactly(1L, 2L);
        assertThat(jobs.open).isEmpty();
    }

    /** A sink that must not lose a result goes on when its thread is interrupted. */
    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    latch.await();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void at_the_end_of_the_process_results_that_have_come_are_handed_over_and_cancelled_runs_have_none()
            throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        Execution execution = execution(4, slowSink(taken, written));
        FutureTask<Boolean> made = start(execution);
        jobs.awaitBegun(2);
        jobs.succeed(1);
        taken.await();
        jobs.succeed(2);
        FutureTask<Boolean> end = new FutureTask<>(execution::end);
        new Thread(end, "hook").start();
        jobs.cancelled.await();
        written.countDown();

        assertThat(end.get()).as("runs have no result").isTrue();
        assertThat(seeds()).containsExactly(1L, 2L);
        assertThat(jobs.begun).as("begun after the end").isEmpty();
        assertThat(made.isDone()).as("returned as if all had been made").isFalse();
    }

    @Test
    void runs_that_another_hook_has_cancelled_at_the_end_of_the_process_are_no_failed_results() throws Exception {
        Execution execution = execution(2, results::add);
        FutureTask<Boolean> made = start(execution);
        jobs.awaitBegun(2);
        jobs.processEnds = true;
        jobs.stopped = true;
        jobs.fail(1, "SparkContext was shut down");
        jobs.succeed(2);

        assertThat(execution.end()).isTrue();
        assertThat(seeds()).containsExactly(2L);
        assertThat(made.isDone()).isFalse();
    }

    @Test
    void nothing_is_cut_off_when_all_runs_have_ended() throws Exception {
        Execution execution = execution(2, results::add);
        FutureTask<Boolean> made = start(execution);
        jobs.awaitBegun(2);
        jobs.succeed(1);
        jobs.succeed(2);
        made.get();

        assertThat(execution.end()).isFalse();
        assertThat(seeds()).containsExactly(1L, 2L);
    }
}
