package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.examples.report.ResultsFolder;

/** The errors before the first run that name what executors of a standalone cluster lack. */
@Tag("cluster")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ClusterObstaclesIT {
    /** The variable that names the folder of another major version of Java. */
    private static final String OTHER_JAVA = "OTHER_JAVA_HOME";

    private static final String DIGITS = "digits: 1, testProblems: 20, validationProblems: 10";

    @TempDir
    private static Path shared;

    private static LocalCluster cluster;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        cluster = LocalCluster.start(Files.createDirectory(shared.resolve("cluster")), 1);
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private Path study(String task, String model, String settings) throws IOException {
        return Files.writeString(folder.resolve("study.yaml"), """
                experiments:
                  - task: %s
                    models: [%s]
                    learningRates: [1e-3]
                    seeds: [1, 2]
                    settings: {%s}
                    training: {maxSteps: 10, maxTime: none, batchSize: 4, evaluationInterval: 5, patience: none}
                """.formatted(task, model, settings));
    }

    private ClusterProgram program(LocalCluster on, Path study, Path... plugins) {
        return new ClusterProgram(on, List.of(plugins), study, folder);
    }

    /** Checks that a driver ends with an error and without a run. */
    private void assertRefused(LocalCluster on, Process driver, String output, String... message) throws Exception {
        assertThat(ClusterProgram.exitCode(driver))
                .as(Files.readString(on.err(output)))
                .isEqualTo(2);
        assertThat(Files.readString(on.err(output)).lines())
                .filteredOn(line -> line.contains("--cluster: "))
                .singleElement()
                .asString()
                .contains(message);
        assertThat(folder.resolve(output).resolve(ResultsFolder.RESULTS)).doesNotExist();
    }

    /** On the class path of the driver, a plug-in needs the program beside it, as class loaders do not look into their children. */
    @Test
    void a_plug_in_on_the_class_path_of_the_driver_only_is_missed_on_executors() throws Exception {
        Path plugin = PluginJar.in(folder);
        ClusterProgram program = program(cluster, study("addition", "bigram", DIGITS));

        Process driver = program.submitWithDriverClassPath(List.of(plugin, ClusterProgram.JAR), "plug-in");

        assertRefused(
                cluster,
                driver,
                "plug-in",
                "--cluster: an executor on 127.0.0.1 has no model 'bigram', which the driver has; name its jar with"
                        + " --plugins, which ships it");
    }

    @Test
    void another_java_on_executors_is_refused() throws Exception {
        String home = System.getenv(OTHER_JAVA);
        assumeTrue(home != null, OTHER_JAVA + " names no other version of Java");
        try (LocalCluster other = LocalCluster.start(Files.createDirectory(folder.resolve("other")), 0)) {
            other.startWorker(Path.of(home));
            other.await(1);

            Process driver = program(other, study("addition", "mlp", DIGITS)).submit("java");

            assertRefused(
                    other,
                    driver,
                    "java",
                    "--cluster: an executor on 127.0.0.1 has Java ",
                    ", and the driver Java " + Runtime.version().feature() + ": results could differ");
        }
    }

    @Test
    void a_file_without_a_checksum_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("numbers.txt"), "numbers");
        Path plugin = PluginJar.ofTask(OnlyHereTask.class, folder);
        ClusterProgram program = program(cluster, study("only-here", "mlp", "file: " + file), plugin);

        assertRefused(
                cluster,
                program.submit("checksum"),
                "checksum",
                "--cluster: the data of the task 'only-here' cannot be shipped: file (" + file
                        + ") names files without a checksum");
    }

    @Test
    void a_file_that_the_task_finds_on_the_driver_only_is_refused() throws Exception {
        Path file = Files.writeString(cluster.folder().resolve(OnlyHereTask.BROUGHT_ALONG), "numbers");
        Path plugin = PluginJar.ofTask(OnlyHereTask.class, folder);
        ClusterProgram program = program(cluster, study("only-here", "mlp", ""), plugin);

        assertRefused(
                cluster,
                program.submit("brought"),
                "brought",
                "--cluster: an executor cannot have the data of the task 'only-here': tried 4 times, the last time: ",
                "There is no file " + OnlyHereTask.BROUGHT_ALONG);
        Files.delete(file);
    }
}
