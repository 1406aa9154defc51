package org.transformerbench.api.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.DataException;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.LogOnce;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.RunDescription;
import org.transformerbench.api.training.TrainingLoop;
import org.transformerbench.api.training.TrainingProgress;

/**
 * The checkpoint of one run. One that is wrong is put aside, with a warning, and the run starts from its beginning and comes to
 * the same end. One that may be right but cannot be read now, for want of memory or of the disk that it is on, ends the run
 * before its first step, and stays: hours of training must not be lost for that. One that cannot be written never ends the run.
 */
final class RunCheckpointer {
    private static final Logger LOG = LoggerFactory.getLogger(RunCheckpointer.class);

    /**
     * A store of checkpoints and the interval at which they are written.
     *
     * @param store where
     * @param interval from one to the next at least; zero for after each step
     */
    record Policy(CheckpointStore store, Duration interval) {
        Policy {
            Require.that(!interval.isNegative(), "interval", interval, "must not be negative");
        }

        /** Returns the checkpointer of a run; none, and one line of the log per trainer, if the session has no such capability. */
        Optional<RunCheckpointer> of(RunDescription run, TrainingSession session) {
            String reason = "its sessions are not " + Checkpointable.class.getSimpleName();
            try {
                Optional<Checkpointable> found = session.capability(Checkpointable.class);
                if (found.isPresent()) {
                    return Optional.of(new RunCheckpointer(this, run, session, found.get()));
                }
            } catch (Exception | Error e) {
                // The run itself needs no checkpoint.
                Faults.rethrowIfFatal(e);
                reason = "asked for " + Checkpointable.class.getSimpleName() + ", its session threw " + e;
            }
            String trainer = run.spec().trainer();
            if (LogOnce.isFirst(RunCheckpointer.class, trainer)) {
                LOG.warn("Runs of the trainer '{}' have no checkpoints: {}", trainer, reason);
            }
            return Optional.empty();
        }

        /** To be called when the result of a run is safe. A checkpoint that is left over is never used: it does no harm. */
        void forget(String runId) {
            try {
                store.delete(runId);
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "The checkpoint of the run {} could not be removed: {}; it may be deleted by hand",
                        runId,
                        e.toString(),
                        Faults.trace(LOG, e));
            }
        }
    }

    private final CheckpointStore store;
    private final Duration interval;
    private final RunDescription run;
    private final TrainingSession session;
    private final Checkpointable checkpointable;
    private int failures;
    /** The step of the checkpoint that this run would go on from; empty if there is none. */
    private OptionalLong stepOfLast = OptionalLong.empty();

    private RunCheckpointer(Policy policy, RunDescription run, TrainingSession session, Checkpointable checkpointable) {
        this.store = policy.store();
        this.interval = policy.interval();
        this.run = run;
        this.session = session;
        this.checkpointable = checkpointable;
    }

    /** Returns how often no checkpoint could be written. */
    int failures() {
        return failures;
    }

    /**
     * Puts the session, before its first step, and a loop where the checkpoint of this run was.
     *
     * @param loop before it runs
     * @return the checkpoint; if there is none, or it was refused, or the thread is interrupted, empty, and both are as before
     * @throws DataException if it cannot be read now; it stays where it is
     * @throws IllegalStateException if it was refused when the session had changed, which cannot be undone; run again
     */
    Optional<RunCheckpoint> resume(TrainingLoop loop) {
        return find().filter(checkpoint -> resume(checkpoint, loop));
    }

    private boolean resume(RunCheckpoint checkpoint, TrainingLoop loop) {
        Map<String, Tensor> firstParameters = Map.of();
        Optional<OptimizerState> firstOptimizer = Optional.empty();
        boolean restored = false;
        try {
            firstParameters = session.parameters();
            firstOptimizer = Optional.of(checkpointable.optimizerState());
            checkpointable.restore(checkpoint.parameters(), checkpoint.optimizer());
            restored = true;
            loop.resume(checkpoint.progress(), checkpoint.bestParameters());
            stepOfLast = OptionalLong.of(checkpoint.progress().steps());
            return true;
        } catch (Exception | Error e) {
            judge(e);
            // By its contract, a session that refuses parameters is as before.
            if (restored || !(e instanceof IllegalArgumentException)) {
                putBack(firstParameters, firstOptimizer, e);
            }
            return false;
        }
    }

    private void putBack(Map<String, Tensor> parameters, Optional<OptimizerState> optimizer, Throwable cause) {
        try {
            checkpointable.restore(parameters, optimizer.orElseThrow());
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            IllegalStateException failure = new IllegalStateException(
                    "The trainer '" + run.spec().trainer() + "' could neither go on from the checkpoint of the run "
                            + run.runId()
                            + " nor go back to the beginning: " + cause
                            + "; make the run again, without that checkpoint it starts from its beginning",
                    e);
            failure.addSuppressed(cause);
            throw failure;
        }
    }

    /** Finds a checkpoint that this run may go on from, as far as that can be seen without trying. */
    private Optional<RunCheckpoint> find() {
        try {
            Optional<RunCheckpoint> found = store.find(run.runId());
            Optional<String> difference =
                    found.flatMap(checkpoint -> checkpoint.run().difference(run));
            difference.ifPresent(this::refuse);
            return difference.isPresent() ? Optional.empty() : found;
        } catch (Exception | Error e) {
            judge(e);
            return Optional.empty();
        }
    }

    /** Refuses the checkpoint, unless what was thrown says nothing about it. */
    private void judge(Throwable thrown) {
        Faults.rethrowIfFatal(thrown);
        if (Thread.currentThread().isInterrupted()) {
            LOG.debug("Interrupted before the checkpoint was read; the run ends before its first step", thrown);
        } else if (thrown instanceof IOException
                || thrown instanceof UncheckedIOException
                || thrown instanceof OutOfMemoryError) {
            throw new DataException(
                    "The checkpoint of the run " + run.runId() + " cannot be read: " + thrown
                            + "; it stays where it is: make the run again when it can be, or delete it",
                    thrown);
        } else {
            refuse(thrown instanceof DataException ? thrown.getMessage() : thrown.toString());
        }
    }

    private void refuse(String reason) {
        String where;
        try {
            where = "it is kept as " + store.setAside(run.runId());
        } catch (IOException | RuntimeException e) {
            where = "it could not be put aside and will be replaced: " + e;
        }
        LOG.warn(
                "{} on {} starts from its beginning, its checkpoint is refused: {} ({})",
                run.spec().model(),
                run.spec().task(),
                reason,
                where);
    }

    /**
     * From now on, writes a checkpoint from time to time.
     *
     * @param otherFailures that belong to the run so far
     */
    void keep(TrainingLoop loop, IntSupplier otherFailures) {
        loop.checkpointEvery(interval, () -> save(loop, otherFailures));
    }

    private void save(TrainingLoop loop, IntSupplier otherFailures) {
        try {
            writeWhole(loop, otherFailures);
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            failures++;
            LOG.warn(
                    "No checkpoint of {} on {} could be written: {}; that is no reason to end the run{}",
                    run.spec().model(),
                    run.spec().task(),
                    e.toString(),
                    stepOfLast.isPresent() ? ", and the one of step " + stepOfLast.getAsLong() + " stays" : "",
                    Faults.trace(LOG, e));
        }
    }

    /** An interrupt that comes while it is written is put off until it is written again. */
    private void writeWhole(TrainingLoop loop, IntSupplier otherFailures) throws IOException {
        try {
            write(loop, otherFailures);
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            if (!Faults.isInterrupt(e)) {
                throw e;
            }
            LOG.debug("Interrupted while a checkpoint was written; it is written again", e);
            Thread.interrupted();
            try {
                write(loop, otherFailures);
            } finally {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(TrainingLoop loop, IntSupplier otherFailures) throws IOException {
        TrainingProgress progress = loop.progress();
        store.save(new RunCheckpoint(
                run,
                progress,
                otherFailures.getAsInt() + failures,
                session.parameters(),
                checkpointable.optimizerState(),
                loop.bestParameters()));
        stepOfLast = OptionalLong.of(progress.steps());
    }
}
