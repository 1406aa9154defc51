package org.transformerbench.examples.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.examples.cluster.CheckpointPlan;
import org.transformerbench.examples.cluster.Cluster;
import org.transformerbench.examples.cluster.ClusterExecutor;

/** The place of a command's runs: this process, or a cluster, which is left at the end. */
final class RunPlace implements AutoCloseable {
    private final boolean onCluster;
    private final Optional<String> checkpoints;
    private volatile Optional<ClusterExecutor> started = Optional.empty();

    /**
     * Creates the place. A cluster is not started before there is a runner for it.
     *
     * @param checkpoints the URI of the folder that its machines share for them
     */
    RunPlace(boolean onCluster, Optional<String> checkpoints) {
        this.onCluster = onCluster;
        this.checkpoints = checkpoints;
    }

    /**
     * Returns the same runner for this place.
     *
     * @param interval from one checkpoint of a run on a cluster to the next; empty for none
     */
    ExperimentRunner of(ExperimentRunner runner, Registry registry, List<Path> plugins, Optional<Duration> interval) {
        if (!onCluster) {
            return runner;
        }
        ClusterExecutor executor = Cluster.ofThisProcess()
                .start(
                        registry,
                        plugins,
                        checkpoints.flatMap(uri -> interval.map(each -> new CheckpointPlan(uri, each))));
        started = Optional.of(executor);
        ExperimentRunner there = runner.withExecutor(executor);
        return executor.checkpoints()
                .map(store -> there.withCheckpoints(store, interval.orElseThrow()))
                .orElse(there);
    }

    /** Cancels the runs at work on a cluster at the end of this program. Returns clauses for them, beside those in this process. */
    List<String> endOfRuns() {
        return started.map(ClusterExecutor::endEarly).orElse(false)
                ? List.of("the runs that were at work on the cluster were cancelled")
                : List.of();
    }

    @Override
    public void close() {
        started.ifPresent(ClusterExecutor::close);
    }
}
