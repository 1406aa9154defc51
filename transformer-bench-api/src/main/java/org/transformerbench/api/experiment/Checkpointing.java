package org.transformerbench.api.experiment;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.training.RunCheckpoints;

/**
 * Where checkpoints are and how often they are written.
 *
 * @param store where
 * @param interval from one to the next at least; zero for after each step
 */
record Checkpointing(RunCheckpoints store, Duration interval) {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);

    Checkpointing {
        Require.that(!interval.isNegative(), "interval", interval, "must not be negative");
    }

    /** To be called when the result of a run is safe. A checkpoint that is left over is never used: it does no harm. */
    void forget(String runId) {
        try {
            store.delete(runId);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The checkpoint of the run {} could not be removed; it may be deleted by hand", runId, e);
        }
    }
}
