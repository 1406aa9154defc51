package org.transformerbench.examples.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.transformerbench.api.result.ClusterTask;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;

/**
 * A function of an executor from the JSON of a run to that of its result. Whatever the run itself does ends as a result. What keeps it
 * from being made is thrown, so that Spark tries again, perhaps on another machine.
 */
final class MakeRun implements Function<String, String> {
    private static final long serialVersionUID = 1L;

    private final int javaVersion;
    private final Broadcast<ExecutorRuns> runs;
    /** A class, because a map need not be able to travel. */
    private final HashMap<String, String> shipped;

    /**
     * Creates the function of one run.
     *
     * @param javaVersion the major version of Java that the driver has
     * @param runs the runner of each executor
     * @param shipped key of the data's location to the name of the file that was shipped
     */
    MakeRun(int javaVersion, Broadcast<ExecutorRuns> runs, Map<String, String> shipped) {
        this.javaVersion = javaVersion;
        this.runs = runs;
        this.shipped = new HashMap<>(shipped);
    }

    @Override
    public String call(String json) throws IOException {
        ExecutorFacts.requireJava(javaVersion);
        TaskContext task = TaskContext.get();
        RunResult result = runs.value()
                .runner(task.cpus())
                .run(here(RunSpec.fromJson(json)))
                .orElseThrow(() -> new IllegalStateException("The run was interrupted before it began"));
        ClusterTask place = new ClusterTask(host(), task.attemptNumber() + 1);
        return result.withProvenance(result.provenance().withCluster(place)).toJson();
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
