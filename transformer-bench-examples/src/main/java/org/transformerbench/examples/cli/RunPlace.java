package org.transformerbench.examples.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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

    /**
     * Ends the runs at work at the end of this program: first those on a cluster, so that the results that have come are handed over.
     *
     * @param here ends those in this process, which listeners know, and says of each what is left of it
     * @return clauses for runs that have no result
     */
    List<String> endOfRuns(Supplier<List<String>> here) {
        boolean cancelled = started.map(ClusterExecutor::endEarly).orElse(false);
        List<String> clauses = new ArrayList<>(here.get());
        if (cancelled) {
            clauses.add("the runs that were at work on the cluster were cancelled");
        }
        return clauses;
    }

    @Override
    public void close() {
        started.ifPresent(ClusterExecutor::close);
    }
}
