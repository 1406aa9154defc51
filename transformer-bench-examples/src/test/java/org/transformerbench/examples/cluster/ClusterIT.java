package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** The finished jar on a standalone cluster of this machine has the results that it has by itself. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterIT {
    private static final Path PROGRAM = Path.of(System.getProperty("program.jar", "target/transformer-bench.jar"));
    private static final Logger LOG = LoggerFactory.getLogger(ClusterIT.class);
    private static final int RUNS = 24;
    private static final int SHORT_RUNS = 1_000;

    @TempDir
    private static Path shared;

    private static LocalCluster cluster;
    private static Path plugin;
    private static Path grid;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        plugin = PluginJar.in(shared);
        grid = shared.resolve("grid.yaml");
        cluster = LocalCluster.start(Files.createDirectory(shared.resolve("cluster")), 2);
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Writes a study of one long run. */
    private static void oneRun() throws IOException {
        Files.writeString(grid, """
                experiments:
                  - task: addition
                    models: [mlp]
                    learningRates: [1e-3]
                    seeds: [1]
                    settings: {digits: 2}
                    training: {maxSteps: 4000, maxTime: none, batchSize: 256, evaluationInterval: 500, patience: none}
                """);
    }

    /** Writes a grid of short runs of a built-in model and of the plug-in's. */
    private static void grid(int maxSteps) throws IOException {
        Files.writeString(grid, """
                title: Two models on one digit
                experiments:
                  - task: addition
                    models: [bigram, mlp]
                    learningRates: [1e-2, 1e-3]
                    seeds: [1, 2, 3, 4, 5, 6]
                    settings: {digits: 1, testProblems: 20, validationProblems: 10}
                    training: {maxSteps: %d, maxTime: none, batchSize: 16, evaluationInterval: %d, patience: none}
                """.formatted(maxSteps, Math.max(5, maxSteps / 4)));
    }

    private String[] command(String output, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "compare",
                "--file",
                grid.toString(),
                "--plugins",
                plugin.toString(),
                "--no-inference",
                "--output",
                folder.resolve(output).toString()));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    private List<RunResult> results(String output) {
        return new ResultsFile(folder.resolve(output).resolve("results.jsonl")).read();
    }

    /** Makes all runs in one process. */
    private List<RunResult> local() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-jar",
                PROGRAM.toString()));
        command.addAll(List.of(command("local")));
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("local.out").toFile())
                .redirectError(folder.resolve("local.err").toFile())
                .start();
        assertThat(finished(process))
                .as(Files.readString(folder.resolve("local.err")))
                .isZero();
        return results("local");
    }

    private static int finished(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(Duration.ofMinutes(5).toSeconds(), TimeUnit.SECONDS))
                    .as("ended within five minutes")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertSame(List<RunResult> results, List<RunResult> expected) {
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

    /** Waits until there are so many results, in a command that is still at work. */
    private void await(int number, Process driver, String output) throws InterruptedException {
        while (driver.isAlive() && results(output).size() < number) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(driver.isAlive()).isTrue();
    }

    @Test
    void a_grid_with_a_model_of_a_plug_in_has_the_results_of_one_process_bit_for_bit() throws Exception {
        grid(10);

        Process driver = cluster.submit("equal", PROGRAM, command("equal", "--cluster"));

        assertThat(finished(driver)).as(Files.readString(cluster.err("equal"))).isZero();
        List<RunResult> results = results("equal");
        assertSame(results, local());
        assertThat(results).hasSize(RUNS).allSatisfy(result -> {
            assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.COMPLETED);
            assertThat(result.provenance().cluster())
                    .hasValueSatisfying(task -> assertThat(task.attempt()).isEqualTo(1));
            assertThat(result.provenance().study()).contains("Two models on one digit");
            assertThat(result.provenance().threads()).isEqualTo(1);
        });
        assertThat(Files.readString(cluster.out("equal"))).startsWith("model ").contains("bigram", "mlp");
        assertThat(Files.readString(cluster.err("equal")))
                .contains("[24/24] mlp, learning rate 1e-3, seed 6: completed after 10 steps");
    }

    @Test
    @Tag("cluster")
    void a_driver_that_was_killed_makes_what_is_missing_when_it_is_started_again() throws Exception {
        grid(3000);
        Process driver = cluster.submit("killed", PROGRAM, command("killed", "--cluster"));
        await(5, driver, "killed");
        driver.destroyForcibly().waitFor();
        List<RunResult> before = results("killed");

        Process again = cluster.submit("again", PROGRAM, command("killed", "--cluster"));

        assertThat(finished(again)).as(Files.readString(cluster.err("again"))).isZero();
        List<RunResult> results = results("killed");
        assertThat(results).startsWith(before.toArray(RunResult[]::new));
        assertThat(before).hasSizeBetween(5, RUNS - 1);
        assertThat(results).hasSize(RUNS);
        assertSame(results, local());
    }

    @Test
    @Tag("cluster")
    void a_worker_that_is_killed_loses_no_run_and_the_result_counts_the_attempts() throws Exception {
        grid(3000);
        Process driver = cluster.submit("lost", PROGRAM, command("lost", "--cluster"));
        await(5, driver, "lost");
        cluster.killBusyWorker();
        cluster.startWorker();

        assertThat(finished(driver)).as(Files.readString(cluster.err("lost"))).isZero();
        List<RunResult> results = results("lost");
        assertSame(results, local());
        assertThat(results)
                .hasSize(RUNS)
                .extracting(
                        result -> result.provenance().cluster().orElseThrow().attempt())
                .contains(2)
                .allMatch(attempt -> attempt <= 2);
    }

    @Test
    @Tag("cluster")
    void a_run_whose_worker_is_killed_goes_on_from_its_checkpoint_elsewhere() throws Exception {
        oneRun();
        Path checkpoints = Files.createDirectory(folder.resolve("shared"));
        Process driver = cluster.submit(
                "resumed",
                PROGRAM,
                command(
                        "resumed",
                        "--cluster",
                        "--checkpoints",
                        checkpoints.toUri().toString(),
                        "--checkpoint-every",
                        "1s"));
        while (driver.isAlive() && isEmpty(checkpoints)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        cluster.killBusyWorker();
        cluster.startWorker();

        assertThat(finished(driver))
                .as(Files.readString(cluster.err("resumed")))
                .isZero();
        List<RunResult> results = results("resumed");
        assertSame(results, local());
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.provenance().resumedAtStep()).isPresent();
            assertThat(result.provenance().cluster().orElseThrow().attempt()).isEqualTo(2);
        });
        assertThat(isEmpty(checkpoints)).isTrue();
    }

    /** Timings are told and not asserted: see the log. */
    @Test
    @Tag("cluster")
    void a_thousand_short_runs_leave_the_driver_as_small_as_it_was() throws Exception {
        Files.writeString(grid, """
                experiments:
                  - task: addition
                    models: [mlp]
                    learningRates: [1e-3]
                    seeds: [%s]
                    settings: {digits: 1, testProblems: 20, validationProblems: 10}
                    training: {maxSteps: 3000, maxTime: none, batchSize: 16, evaluationInterval: 1500, patience: none}
                """.formatted(
                LongStream.rangeClosed(1, SHORT_RUNS).mapToObj(Long::toString).collect(Collectors.joining(", "))));
        Process driver = cluster.submit("many", PROGRAM, command("many", "--cluster"));
        await(SHORT_RUNS / 10, driver, "many");
        long heapAtFirst = liveHeapMib(driver);
        int first = results("many").size();
        long start = System.nanoTime();
        await(SHORT_RUNS * 9 / 10, driver, "many");
        double seconds = (System.nanoTime() - start) / 1e9;
        int last = results("many").size();
        long heapAtLast = liveHeapMib(driver);

        assertThat(finished(driver)).as(Files.readString(cluster.err("many"))).isZero();
        List<RunResult> results = results("many");
        assertThat(results).hasSize(SHORT_RUNS);
        double ofARun = results.subList(first, last).stream()
                .map(result -> result.measurements().training())
                .mapToDouble(training -> training.trainingSeconds() + training.evaluationSeconds())
                .average()
                .orElseThrow();
        LOG.info(
                "{} runs of {} ms on 2 executors: {} ms beyond each; the driver's heap had {} MiB, then {}",
                last - first,
                Math.round(ofARun * 1e3),
                Math.round((2 * seconds / (last - first) - ofARun) * 1e3),
                heapAtFirst,
                heapAtLast);
        // A thousand results are kept for the report, of some kilobytes each.
        assertThat(heapAtLast).isLessThan(heapAtFirst + 40);
    }

    /** Returns the size of what lives in a JVM. */
    private static long liveHeapMib(Process process) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process histogram = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(histogram.waitFor()).as(text).isZero();
        Matcher total = Pattern.compile("Total +\\d+ +(\\d+)").matcher(text);
        assertThat(total.find()).as(text).isTrue();
        return Long.parseLong(total.group(1)) >> 20;
    }

    private static boolean isEmpty(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.noneMatch(file -> file.toString().endsWith(".safetensors"));
        }
    }
}
