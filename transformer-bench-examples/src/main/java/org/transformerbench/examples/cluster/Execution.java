package org.transformerbench.examples.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.result.RunResult;
import scala.util.Failure;
import scala.util.Try;

/**
 * The runs of one call as jobs of a cluster. Results are handed over by the thread that waits for them, one after the other, as they
 * come.
 */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    /** The longest wait for tasks to end that were cancelled. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long no job may end until it is looked whether the cluster has ended the application. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** The longest wait at the end of this process, for which a user waits too. */
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(10);

    private final RunJobs jobs;
    private final Deque<PendingRun> waiting;
    private final Consumer<RunResult> sink;
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final CountDownLatch handedOver = new CountDownLatch(1);
    /** The runs with a job whose end has not been taken. */
    private final Set<PendingRun> submitted = Collections.newSetFromMap(new IdentityHashMap<>());

    private volatile boolean ending;
    /** True if this process ends before all runs have a result. */
    private volatile boolean cut;

    /** A run whose job has ended, with the JSON of the result or the reason why there is none. */
    private record Ended(PendingRun run, Try<String> answer) {}

    /**
     * Prepares runs.
     *
     * @param runs in the order in which they begin
     * @param sink takes the results
     */
    Execution(RunJobs jobs, List<PendingRun> runs, Consumer<RunResult> sink) {
        this.jobs = jobs;
        this.waiting = new ArrayDeque<>(runs);
        this.sink = sink;
    }

    /**
     * Makes all runs. An interrupt cancels those that have no result yet. If the process ends before they are made, it does not return.
     *
     * @throws ClusterException if the cluster has ended the application; the results that have come are handed over before
     */
    void finish() {
        boolean whole = false;
        try {
            submit();
            while (!submitted.isEmpty()) {
                take(next());
                submit();
            }
            if (ending && !waiting.isEmpty()) {
                cut = true;
            }
            whole = true;
        } catch (InterruptedException e) {
            cancel();
            whole = true;
            Thread.currentThread().interrupt();
        } finally {
            if (!whole) {
                jobs.cancel();
            }
            handedOver.countDown();
        }
        if (cut) {
            awaitEnd();
        }
    }

    private void submit() {
        while (!ending && submitted.size() < jobs.most() && !waiting.isEmpty()) {
            PendingRun run = waiting.remove();
            submitted.add(run);
            try {
                jobs.submit(run, answer -> ended.add(new Ended(run, answer)));
            } catch (Exception e) { // Scala throws checked exceptions that it does not declare.
                if (!jobs.stopped()) {
                    throw e;
                }
                ended.add(new Ended(run, new Failure<>(e))); // It ends like the jobs that had begun.
            }
            if (ending) {
                jobs.cancel(); // This one came after the others were cancelled.
            }
        }
    }

    /** Waits for the end of a job. One that Spark was given in the moment in which it stopped has no answer, and fails here. */
    private Ended next() throws InterruptedException {
        while (true) {
            boolean stopped = jobs.stopped();
            Ended end = ended.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
            if (end != null) {
                return end;
            }
            if (stopped) {
                return new Ended(
                        submitted.iterator().next(),
                        new Failure<>(new IllegalStateException("it stopped before it answered")));
            }
        }
    }

    private void take(Ended end) {
        accept(end).ifPresent(cause -> fail(end.run(), cause));
    }

    /** Hands over a result. Returns the reason if there is none. */
    private Optional<Throwable> accept(Ended end) {
        submitted.remove(end.run());
        if (end.answer().isFailure()) {
            return Optional.of(end.answer().failed().get());
        }
        sink.accept(result(end.run(), end.answer().get()));
        return Optional.empty();
    }

    private void fail(PendingRun run, Throwable cause) {
        if (ending || jobs.processEnds()) {
            ending = true;
            cut = true;
            return;
        }
        if (jobs.stopped()) {
            cancel();
            throw new ClusterException(
                    "The cluster has ended the application: " + SparkFailures.reason(cause)
                            + ". The results that have come are kept; the same command again makes the other runs",
                    cause);
        }
        LOG.warn(
                "The run {} of {} could not be made",
                run.spec().runId(),
                run.spec().model(),
                cause);
        sink.accept(run.failed(new ClusterException(SparkFailures.reason(cause), cause)));
    }

    /** Cancels the jobs, and keeps the results that have come in the meantime. */
    private void cancel() {
        waiting.clear();
        jobs.cancel();
        try {
            while (!submitted.isEmpty()) {
                Duration patience = jobs.stopped() ? QUIET : PATIENCE;
                Ended end = ended.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (end == null) {
                    LOG.warn("{} runs do not end on the cluster, although they were cancelled", submitted.size());
                    return;
                }
                accept(end).ifPresent(cause -> LOG.debug("Cancelled", cause));
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted; what else would come is not waited for", e);
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Cancels the runs because this process ends, and waits until the results that have come are handed over. To be called by another
     * thread than that of {@link #finish}.
     *
     * @return whether runs are left without a result
     */
    boolean end() {
        ending = true;
        jobs.cancel();
        try {
            return !handedOver.await(PATIENCE_AT_END.toSeconds(), TimeUnit.SECONDS) || cut;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Returns a result as of this process: with the place of its files here, and the title that it is made for. */
    private static RunResult result(PendingRun run, String json) {
        RunResult made = RunResult.fromJson(json);
        return new RunResult(
                run.spec(),
                made.outcome(),
                made.curve(),
                made.measurements(),
                made.provenance().withStudy(run.study()));
    }

    /** Waits for the JVM to halt, which it does soon. A hook says what is kept, and nothing that would follow here may interfere. */
    private static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
