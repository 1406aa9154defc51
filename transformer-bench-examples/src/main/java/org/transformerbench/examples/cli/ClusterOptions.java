package org.transformerbench.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.examples.cluster.Cluster;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The option that has runs made on a cluster. */
final class ClusterOptions {
    /** Options whose subject a cluster has in its own hands, or which need the model or the checkpoints of this process. */
    private static final List<String> HERE_ONLY = List.of("--save", "--parallel", "--threads", "--continue-from");

    @Option(
            names = "--cluster",
            description = {
                "Make the runs on the Apache Spark cluster that this program was submitted to by spark-submit, each as one task"
                        + " of spark.task.cpus threads. Plug-ins and data files are shipped. Results are the same, but for"
                        + " times. Default: make them here."
            })
    boolean cluster;

    @Option(
            names = "--checkpoints",
            paramLabel = "URI",
            description = {
                "With --cluster, a folder that all its machines share, as hdfs://HOST/FOLDER or file:///FOLDER: a run whose"
                        + " machine is lost goes on from its last checkpoint there, see --checkpoint-every. Default: it"
                        + " starts again."
            })
    String checkpoints;

    /**
     * Checks what was typed and where.
     *
     * @throws ConfigException if this is no cluster, or another option makes no sense on one
     */
    void check(ParseResult typed) {
        if (!cluster) {
            Require.that(
                    checkpoints == null,
                    "--checkpoints",
                    checkpoints,
                    "is for runs on a cluster: add --cluster, or leave it out for the folder checkpoints of --output");
            return;
        }
        List<String> wrong = new ArrayList<>(
                HERE_ONLY.stream().filter(typed::hasMatchedOption).toList());
        if (checkpoints == null && typed.hasMatchedOption("--checkpoint-every")) {
            wrong.add("--checkpoint-every without --checkpoints");
        }
        if (!wrong.isEmpty()) {
            throw new ConfigException("--cluster makes the runs in other processes, where " + String.join(", ", wrong)
                    + (wrong.size() == 1 ? " has" : " have")
                    + " no effect; Spark's own settings say how many runs there"
                    + " are at once (--total-executor-cores) and how many threads each has (--conf spark.task.cpus=N)");
        }
        Cluster.ofThisProcess().check();
    }

    /**
     * Checks what is to be compared.
     *
     * @throws ConfigException if there is a search of values
     */
    void check(Study study) {
        if (cluster
                && study.experiments().stream().anyMatch(each -> each.tuning().isPresent())) {
            throw new ConfigException(
                    "--cluster: a search of values is made in one process, whose trials are paused and go on;"
                            + " search without --cluster, and write the values that were found into the file");
        }
    }

    /** Returns an empty place, for this process or the cluster. */
    RunPlace place() {
        return new RunPlace(cluster, Optional.ofNullable(checkpoints));
    }
}
