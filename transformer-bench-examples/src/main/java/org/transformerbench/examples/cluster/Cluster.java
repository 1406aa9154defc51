package org.transformerbench.examples.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;

/**
 * The cluster that this process was submitted to. This class is usable where there is no Spark.
 *
 * @param classes where the classes of Spark are looked for
 */
public record Cluster(ClassLoader classes) {
    private static final String CONTEXT = "org.apache.spark.api.java.JavaSparkContext";
    private static final String MASTER = "spark.master";

    /**
     * Returns the cluster of the class loader of this library.
     *
     * @return a cluster that need not be there
     */
    public static Cluster ofThisProcess() {
        return new Cluster(Cluster.class.getClassLoader());
    }

    /**
     * Checks that this process was started by {@code spark-submit}.
     *
     * @throws ConfigException if there are no classes of Spark, or no master is set
     */
    public void check() {
        try {
            Class.forName(CONTEXT, false, classes);
        } catch (ClassNotFoundException | LinkageError e) {
            throw outside("there is no Apache Spark on the class path", e);
        }
        if (System.getProperty(MASTER, "").isBlank()) {
            throw outside(MASTER + " is not set", null);
        }
    }

    private static ConfigException outside(String why, Throwable cause) {
        return new ConfigException(
                "--cluster: " + why + "; start the program with spark-submit:"
                        + " spark-submit --master URL transformer-bench.jar compare ... --cluster",
                cause);
    }

    /**
     * Checks plug-ins for the way to other machines.
     *
     * @param plugins paths of jars
     * @throws ConfigException if one is a folder
     */
    public static void requireJars(List<Path> plugins) {
        Optional<Path> folder = plugins.stream().filter(Files::isDirectory).findFirst();
        if (folder.isPresent()) {
            throw new ConfigException(
                    "--plugins: " + folder.get() + " is a folder; --cluster ships jars only, so pack it into one");
        }
    }

    /**
     * Starts the context of Spark, and ships plug-ins.
     *
     * @param registry what is installed here
     * @param plugins jars with further models, tasks and trainers
     * @param checkpoints where those of runs are kept; empty for none
     * @return an executor on the cluster
     * @throws ConfigException if this process was not submitted to one, or the folder of checkpoints cannot be reached
     * @throws ClusterException if the context does not start
     */
    public ClusterExecutor start(Registry registry, List<Path> plugins, Optional<CheckpointPlan> checkpoints) {
        check();
        requireJars(plugins);
        return SparkRuns.start(registry, plugins, checkpoints);
    }
}
