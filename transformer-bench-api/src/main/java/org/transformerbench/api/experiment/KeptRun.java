package org.transformerbench.api.experiment;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.RunCheckpoints;
import org.transformerbench.api.training.RunDescription;
import org.transformerbench.api.training.TrainingLoop;

/**
 * The checkpoint of one run. Whatever goes wrong with it is logged and never ends the run: without it, the run starts from its
 * beginning and comes to the same end.
 */
final class KeptRun {
    private static final Logger LOG = LoggerFactory.getLogger(KeptRun.class);

    private final Checkpointing checkpointing;
    private final RunCheckpoints store;
    private final RunDescription run;
    private int failures;
    private boolean supported = true;

    KeptRun(Checkpointing checkpointing, RunDescription run) {
        this.checkpointing = checkpointing;
        this.store = checkpointing.store();
        this.run = run;
    }

    /** How often no checkpoint could be written. */
    int failures() {
        return failures;
    }

    /**
     * Puts a session and a loop where the checkpoint of this run was.
     *
     * @param session before its first step
     * @param loop before it runs
     * @return the checkpoint; if there is none, or it was refused, empty, and both are as before
     */
    Optional<RunCheckpoint> resume(TrainingSession session, TrainingLoop loop) {
        return find().filter(checkpoint -> resume(checkpoint, session, loop));
    }

    private boolean resume(RunCheckpoint checkpoint, TrainingSession session, TrainingLoop loop) {
        Map<String, Tensor> firstParameters = session.parameters();
        Optional<OptimizerState> firstOptimizer = optimizer(session);
        try {
            session.restore(checkpoint.parameters(), checkpoint.optimizer());
            loop.resume(checkpoint.progress());
            return true;
        } catch (RuntimeException e) {
            refuse(String.valueOf(e.getMessage()));
            firstOptimizer.ifPresent(optimizer -> session.restore(firstParameters, optimizer));
            return false;
        }
    }

    /** One that this run may go on from, as far as that can be seen without trying. */
    private Optional<RunCheckpoint> find() {
        try {
            Optional<RunCheckpoint> found = store.find(run.runId());
            Optional<String> difference =
                    found.flatMap(checkpoint -> checkpoint.run().difference(run));
            difference.ifPresent(this::refuse);
            return difference.isPresent() ? Optional.empty() : found;
        } catch (IOException | RuntimeException e) {
            refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
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
                run.model(),
                run.task(),
                reason,
                where);
    }

    /**
     * From now on, writes a checkpoint from time to time.
     *
     * @param otherFailures that belong to the run so far
     */
    void keep(TrainingSession session, TrainingLoop loop, IntSupplier otherFailures) {
        loop.saving(checkpointing.interval(), () -> save(session, loop, otherFailures));
    }

    private void save(TrainingSession session, TrainingLoop loop, IntSupplier otherFailures) {
        try {
            Optional<OptimizerState> optimizer = optimizer(session);
            if (optimizer.isPresent()) {
                store.save(new RunCheckpoint(
                        run,
                        loop.progress(),
                        otherFailures.getAsInt() + failures,
                        session.parameters(),
                        optimizer.get()));
            }
        } catch (ClosedByInterruptException e) {
            // The interrupt ends the run at its next step, and then this is called once more.
            LOG.debug("Interrupted while a checkpoint was written", e);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failures++;
            LOG.warn(
                    "No checkpoint of {} on {} could be written; the run goes on, the checkpoint before this one stays",
                    run.model(),
                    run.task(),
                    e);
        }
    }

    private Optional<OptimizerState> optimizer(TrainingSession session) {
        if (!supported) {
            return Optional.empty();
        }
        try {
            return Optional.of(session.optimizerState());
        } catch (UnsupportedOperationException e) {
            supported = false;
            LOG.info("Runs of the trainer '{}' have no checkpoints: {}", run.trainer(), e.getMessage());
            return Optional.empty();
        }
    }
}
