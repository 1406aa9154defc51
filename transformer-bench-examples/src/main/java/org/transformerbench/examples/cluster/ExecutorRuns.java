package org.transformerbench.examples.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;

/**
 * The runner of an executor. It travels without its runner, which each executor makes once, since it takes longer to find plug-ins and to
 * read their code than to make a short run.
 */
final class ExecutorRuns implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean measuresInference;
    /** The folder of checkpoints; null for none, because an optional cannot travel. */
    private final String checkpoints;

    private final long checkpointNanos;
    private transient ExperimentRunner runner;

    ExecutorRuns(boolean measuresInference, Optional<CheckpointPlan> plan) {
        this.measuresInference = measuresInference;
        this.checkpoints = plan.map(CheckpointPlan::uri).orElse(null);
        this.checkpointNanos = plan.map(each -> each.interval().toNanos()).orElse(0L);
    }

    /**
     * Returns the runner of this process.
     *
     * @param threads of each run, the same in every call
     * @throws IOException if the folder of checkpoints cannot be reached
     */
    synchronized ExperimentRunner runner(int threads) throws IOException {
        if (runner == null) {
            runner = create(threads);
        }
        return runner;
    }

    private ExperimentRunner create(int threads) throws IOException {
        Registry registry = Registry.discover(Thread.currentThread().getContextClassLoader());
        ExperimentRunner created =
                new ExperimentRunner(registry).withThreads(Math.min(Math.max(1, threads), Trainer.MAX_THREADS));
        if (measuresInference) {
            created = created.measuringInference();
        }
        if (checkpoints == null) {
            return created;
        }
        Configuration hadoop =
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
        return created.withCheckpoints(
                SharedCheckpoints.open(checkpoints, hadoop).ofExecutor(), Duration.ofNanos(checkpointNanos));
    }
}
