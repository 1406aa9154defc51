package org.transformerbench.examples.cluster;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.registry.InstalledProvider;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.RunSpec;

/**
 * The facts about an executor that decide whether it can make runs.
 *
 * @param host its machine
 * @param javaVersion the major version of its Java
 * @param models the ids of installed models
 * @param tasks the ids of installed tasks
 * @param trainers the ids of installed trainers
 * @param failures the plug-ins that are there and cannot be loaded, with the reasons
 */
record ExecutorFacts(
        String host,
        int javaVersion,
        List<String> models,
        List<String> tasks,
        List<String> trainers,
        List<String> failures) {
    /** Returns the facts about this process. */
    static ExecutorFacts of(String host, Registry registry) {
        return new ExecutorFacts(
                host,
                Runtime.version().feature(),
                ids(registry.models()),
                ids(registry.tasks()),
                ids(registry.trainers()),
                registry.failures().stream()
                        .map(failure -> Excerpt.line(failure.provider() + ": " + failure.reason()))
                        .toList());
    }

    private static <P> List<String> ids(List<InstalledProvider<P>> providers) {
        return providers.stream().map(InstalledProvider::id).toList();
    }

    /**
     * Checks the Java of this process.
     *
     * @throws ConfigException if it does not have the major version of the driver
     */
    static void requireJava(int driver) {
        javaObstacle(Runtime.version().feature(), driver).ifPresent(obstacle -> {
            throw new ConfigException("This executor " + obstacle);
        });
    }

    private static Optional<String> javaObstacle(int here, int driver) {
        return here == driver
                ? Optional.empty()
                : Optional.of("has Java " + here + ", and the driver Java " + driver
                        + ": results could differ; start all with the same, for example by"
                        + " --conf spark.executorEnv.JAVA_HOME=FOLDER");
    }

    /** Returns why this executor cannot make a run; empty if it can. */
    Optional<String> obstacleTo(RunSpec spec, int driverJava) {
        return javaObstacle(javaVersion, driverJava)
                .or(() -> missing("model", spec.model(), models))
                .or(() -> missing("task", spec.task(), tasks))
                .or(() -> missing("trainer", spec.trainer(), trainers))
                .map(obstacle -> "--cluster: an executor on " + host + " " + obstacle);
    }

    private Optional<String> missing(String kind, String id, List<String> installed) {
        return installed.contains(id)
                ? Optional.empty()
                : Optional.of("has no " + kind + " '" + id
                        + "', which the driver has; name its jar with --plugins, which ships it"
                        + (failures.isEmpty() ? "" : ". It cannot load " + String.join(", ", failures)));
    }
}
