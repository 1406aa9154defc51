package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.Processes;
import org.transformerbench.examples.report.ResultsFolder;

/**
 * The finished jar, which makes the comparison of a study file on a cluster or in one process.
 *
 * @param plugins jars that are named with {@code --plugins}
 * @param study the file
 * @param folder where results go, each output to a folder of its own
 */
record ClusterProgram(LocalCluster cluster, List<Path> plugins, Path study, Path folder) {
    static final Path JAR = Path.of(System.getProperty("program.jar", "target/transformer-bench.jar"));
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private List<String> command(String output, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "compare",
                "--file",
                study.toString(),
                "--no-inference",
                "--output",
                folder.resolve(output).toString()));
        plugins.forEach(jar -> command.addAll(List.of("--plugins", jar.toString())));
        command.addAll(List.of(more));
        return command;
    }

    /** Submits the program, whose process has the name of its output. */
    Process submit(String output, String... more) throws IOException {
        return submitAgain(output, output, more);
    }

    /** Submits the program once more. */
    Process submitAgain(String name, String output, String... more) throws IOException {
        return cluster.submit(name, JAR, List.of(), submitted(output, more));
    }

    /** Submits a program that has jars on the class path of its driver, and nowhere else. */
    Process submitWithDriverClassPath(List<Path> driverClassPath, String output) throws IOException {
        return cluster.submit(output, JAR, driverClassPath, submitted(output));
    }

    private List<String> submitted(String output, String... more) {
        List<String> command = command(output, more);
        command.add("--cluster");
        return command;
    }

    /** Makes all runs in one process. */
    List<RunResult> local() throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Processes.JAVA, "--add-modules=jdk.incubator.vector", "-jar", JAR.toString()));
        command.addAll(command("local"));
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("local.out").toFile())
                .redirectError(folder.resolve("local.err").toFile())
                .start();
        assertThat(exitCode(process))
                .as(Files.readString(folder.resolve("local.err")))
                .isZero();
        return results("local");
    }

    Path resultsFile(String output) {
        return folder.resolve(output).resolve(ResultsFolder.RESULTS);
    }

    List<RunResult> results(String output) {
        return new ResultsFile(resultsFile(output)).read();
    }

    /** Waits until a command that is still at work has so many results. Lines are counted, as reading results would slow it down. */
    void await(int number, Process driver, String output) throws IOException, InterruptedException {
        while (driver.isAlive() && lines(output) < number) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(driver.isAlive()).isTrue();
    }

    private long lines(String output) throws IOException {
        if (!Files.exists(resultsFile(output))) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(resultsFile(output))) {
            return lines.count();
        }
    }

    /** Waits for the end of a process, and returns its exit code. */
    static int exitCode(Process process) throws InterruptedException {
        return Processes.exitCode(process, PATIENCE);
    }

    /** Checks that results are equal except for times and places. */
    static void assertSame(List<RunResult> results, List<RunResult> expected) {
        assertThat(sorted(results))
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds",
                        ".*warmUp")
                .isEqualTo(sorted(expected));
        assertThat(fingerprints(results)).isEqualTo(fingerprints(expected));
    }

    private static List<RunResult> sorted(List<RunResult> results) {
        return results.stream().sorted(Comparator.comparing(RunResult::runId)).toList();
    }

    /** Returns what decides whether a result still counts when the grid is made again, on a cluster or not. */
    private static Map<String, Fingerprints> fingerprints(List<RunResult> results) {
        Map<String, Fingerprints> fingerprints = new TreeMap<>();
        results.forEach(result -> fingerprints.put(
                result.runId(), result.provenance().fingerprints().orElseThrow()));
        return fingerprints;
    }
}
