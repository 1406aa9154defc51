package org.transformerbench.examples.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.ClusterTask;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;

/**
 * A function of an executor from the JSON of a run to that of its result. All that it needs travels with it: whatever the run itself
 * does ends as a result, and what keeps it from being made is thrown, so that Spark tries again, perhaps on another machine.
 */
final class MakeRun implements Function<String, String> {
    private static final long serialVersionUID = 1L;

    private final int javaVersion;
    private final boolean measuresInference;
    private final Map<String, String> shipped;
    /** The folder of checkpoints; null for none, because an optional cannot travel. */
    private final String checkpoints;

    private final long checkpointNanos;

    /**
     * Creates the function of one run.
     *
     * @param javaVersion the major version of Java that the driver has
     * @param shipped key of the data's location to the name of the file that was shipped
     * @param plan of checkpoints; empty for none
     */
    MakeRun(int javaVersion, boolean measuresInference, Map<String, String> shipped, Optional<CheckpointPlan> plan) {
        this.javaVersion = javaVersion;
        this.measuresInference = measuresInference;
        this.shipped = Map.copyOf(shipped);
        this.checkpoints = plan.map(CheckpointPlan::uri).orElse(null);
        this.checkpointNanos = plan.map(each -> each.interval().toNanos()).orElse(0L);
    }

    @Override
    public String call(String json) throws IOException {
        ExecutorFacts.requireJava(javaVersion);
        TaskContext task = TaskContext.get();
        Registry registry = Registry.discover(Thread.currentThread().getContextClassLoader());
        RunResult result = runner(registry, task.cpus())
                .run(here(RunSpec.fromJson(json)))
                .orElseThrow(() -> new IllegalStateException("The run was interrupted before it began"));
        ClusterTask place = new ClusterTask(host(), task.attemptNumber() + 1);
        return new RunResult(
                        result.spec(),
                        result.outcome(),
                        result.curve(),
                        result.measurements(),
                        result.provenance().withCluster(place))
                .toJson();
    }

    private ExperimentRunner runner(Registry registry, int threads) throws IOException {
        ExperimentRunner runner =
                new ExperimentRunner(registry).withThreads(Math.min(Math.max(1, threads), Trainer.MAX_THREADS));
        if (measuresInference) {
            runner = runner.measuringInference();
        }
        if (checkpoints == null) {
            return runner;
        }
        Configuration hadoop =
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
        return runner.withCheckpoints(SharedCheckpoints.open(checkpoints, hadoop), Duration.ofNanos(checkpointNanos));
    }

    static String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    /** Returns the run with its files where they are on this machine. */
    private RunSpec here(RunSpec spec) {
        Optional<ObjectNode> location = spec.dataLocation();
        if (location.isEmpty()) {
            return spec;
        }
        ObjectNode values = location.get();
        shipped.forEach((key, name) -> values.put(key, SparkFiles.get(name)));
        return spec.withDataLocation(values);
    }
}
