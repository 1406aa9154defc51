package org.transformerbench.examples.cluster;

import java.util.Optional;
import org.transformerbench.api.experiment.RunExecutor;
import org.transformerbench.api.training.CheckpointStore;

/** An executor of runs on a cluster, which is left when it is closed. */
public interface ClusterExecutor extends RunExecutor, AutoCloseable {
    /**
     * Returns the checkpoints that executors write, for the runner to remove when it has the results.
     *
     * @return empty if there are none
     */
    Optional<CheckpointStore> checkpoints();

    /**
     * Cancels the runs at work because this process ends, and waits a moment for the results that have come to be handed over. To be
     * called by a shutdown hook.
     *
     * @return whether runs are left without a result
     */
    boolean endEarly();

    @Override
    void close();
}
