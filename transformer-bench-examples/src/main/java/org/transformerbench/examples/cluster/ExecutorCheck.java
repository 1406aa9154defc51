package org.transformerbench.examples.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.run.RunSpec;

/**
 * A check before the first run that the executors can make the runs: with their Java, their plug-ins, and the data that they are sent or
 * have.
 *
 * @param files the data that is shipped to them
 * @param executors the facts about them
 */
record ExecutorCheck(JavaSparkContext spark, ShippedFiles files, List<ExecutorFacts> executors) {
    /** Asks all executors for their facts: first one, so as to wait until there is one, then as many as there are. */
    static List<ExecutorFacts> ask(JavaSparkContext spark) {
        List<ExecutorFacts> facts = new ArrayList<>(ask(spark, 1));
        facts.addAll(ask(spark, SparkJobs.slots(spark)));
        return facts.stream().distinct().toList();
    }

    private static List<ExecutorFacts> ask(JavaSparkContext spark, int number) {
        List<ExecutorFacts> facts = new ArrayList<>();
        List<Integer> tasks = Collections.nCopies(number, 0);
        for (String json :
                spark.parallelize(tasks, number).map(new ExecutorProbe()).collect()) {
            try {
                facts.add(new Configs().read((ObjectNode) Json.tree(json), ExecutorFacts.class));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("An executor has answered with " + json, e);
            }
        }
        return facts;
    }

    /**
     * Checks all that runs need.
     *
     * @throws ConfigException if an executor cannot make one
     */
    void require(List<PendingRun> runs) {
        runs.forEach(run -> require(run.spec()));
        requireData(runs);
    }

    private void require(RunSpec spec) {
        files.require(spec);
        for (ExecutorFacts executor : executors) {
            executor.obstacleTo(spec, Runtime.version().feature()).ifPresent(obstacle -> {
                throw new ConfigException(obstacle);
            });
        }
    }

    /** Checks that executors have the data that is not shipped to them, once for each configuration of a task. */
    private void requireData(List<PendingRun> runs) {
        Map<String, RunSpec> kinds = new LinkedHashMap<>();
        runs.stream()
                .map(PendingRun::spec)
                .filter(spec ->
                        spec.dataChecksum().isPresent() && spec.dataLocation().isEmpty())
                .forEach(spec -> kinds.putIfAbsent(spec.task() + spec.taskConfig(), spec));
        int slots = SparkJobs.slots(spark);
        for (RunSpec spec : kinds.values()) {
            try {
                spark.parallelize(Collections.nCopies(slots, spec.toJson()), slots)
                        .map(new DataProbe())
                        .collect();
            } catch (Exception e) {
                throw new ConfigException(
                        "--cluster: an executor cannot have the data of the task '" + spec.task() + "': "
                                + SparkFailures.reason(e),
                        e);
            }
        }
    }
}
