package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.examples.cluster.ClusterProgram.assertSame;
import static org.transformerbench.examples.cluster.ClusterProgram.exitCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.Processes;

/** The finished jar on a standalone cluster of this machine has the results that it has by itself. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterIT {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterIT.class);
    private static final int RUNS = 24;
    private static final int SHORT_RUNS = 1_000;
    private static final int EXECUTORS = 2;

    @TempDir
    private static Path shared;

    private static LocalCluster cluster;
    private static Path plugin;

    @TempDir
    private Path folder;

    private Path grid;
    private ClusterProgram program;

    @BeforeAll
    static void start() throws Exception {
        plugin = PluginJar.in(shared);
        cluster = LocalCluster.start(Files.createDirectory(shared.resolve("cluster")), EXECUTORS);
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void prepare() {
        grid = folder.resolve("grid.yaml");
        program = new ClusterProgram(cluster, List.of(plugin), grid, folder);
    }

    /** Writes a study of one long run. */
    private void oneRun() throws IOException {
        Files.writeString(grid, """
                experiments:
                  - task: addition
                    models: [mlp]
                    learningRates: [1e-3]
                    seeds: [1]
                    settings: {digits: 2}
                    training: {maxSteps: 12000, maxTime: none, batchSize: 256, evaluationInterval: 1500, patience: none}
                """);
    }

    /** Writes a grid of short runs of a built-in model and of the plug-in's. */
    private void grid(int maxSteps) throws IOException {
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

    @Test
    void a_grid_with_a_model_of_a_plug_in_has_the_results_of_one_process_bit_for_bit() throws Exception {
        grid(10);

        Process driver = program.submit("equal");

        assertThat(exitCode(driver)).as(Files.readString(cluster.err("equal"))).isZero();
        List<RunResult> results = program.results("equal");
        assertSame(results, program.local());
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
        Process driver = program.submit("killed");
        program.await(5, driver, "killed");
        driver.destroyForcibly().waitFor();
        List<RunResult> before = program.results("killed");

        Process again = program.submitAgain("again", "killed");

        assertThat(exitCode(again)).as(Files.readString(cluster.err("again"))).isZero();
        List<RunResult> results = program.results("killed");
        assertThat(results).startsWith(before.toArray(RunResult[]::new));
        assertThat(before).hasSizeBetween(5, RUNS - 1);
        assertThat(results).hasSize(RUNS);
        assertSame(results, program.local());
    }

    /** Sends the signal of Ctrl-C. */
    @Test
    @Tag("cluster")
    void a_driver_that_is_interrupted_keeps_all_results_cancels_the_other_runs_and_makes_them_when_it_is_started_again()
            throws Exception {
        grid(3000);
        Process driver = program.submit("interrupted");
        try {
            Processes.assumeThatItListens(driver, "INT");
            program.await(5, driver, "interrupted");
            Processes.send("INT", driver);
            assertThat(Processes.exitCode(driver, Duration.ofMinutes(1)))
                    .as(Files.readString(cluster.err("interrupted")))
                    .isEqualTo(130);
        } finally {
            driver.destroyForcibly();
        }
        cluster.awaitNoExecutors();

        List<RunResult> kept = program.results("interrupted");
        assertThat(kept)
                .hasSizeBetween(5, RUNS - 1)
                .extracting(result -> result.outcome().kind())
                .containsOnly(Outcome.Kind.COMPLETED);
        assertThat(Files.readString(program.resultsFile("interrupted"))).endsWith("\n");
        assertThat(Files.readString(cluster.err("interrupted")).lines())
                .filteredOn(line -> line.startsWith("Ended early: "))
                .singleElement()
                .asString()
                .startsWith("Ended early: the results of " + kept.size() + " of 24 runs are in ")
                .doesNotContain("had made no step") // A result that came at the same moment.
                .endsWith("; the runs that were at work on the cluster were cancelled; to go on, run the same command"
                        + " again.");
        assertThat(folder.resolve("interrupted/results.md"))
                .content()
                .endsWith("\nThis is a part: " + kept.size() + " of 24 runs.\n");

        Process again = program.submitAgain("goes-on", "interrupted");

        assertThat(exitCode(again)).as(Files.readString(cluster.err("goes-on"))).isZero();
        assertThat(Files.readString(cluster.err("goes-on")))
                .contains(kept.size() + " of 24 runs are finished already in ");
        List<RunResult> results = program.results("interrupted");
        assertThat(results).hasSize(RUNS).startsWith(kept.toArray(RunResult[]::new));
        assertSame(results, program.local());
    }

    @Test
    @Tag("cluster")
    void a_worker_that_is_killed_loses_no_run_and_the_result_counts_the_attempts() throws Exception {
        grid(3000);
        Process driver = program.submit("lost");
        program.await(5, driver, "lost");
        cluster.killBusyWorker();
        cluster.startWorker();

        assertThat(exitCode(driver)).as(Files.readString(cluster.err("lost"))).isZero();
        List<RunResult> results = program.results("lost");
        assertSame(results, program.local());
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
        Process driver =
                program.submit("resumed", "--checkpoints", checkpoints.toUri().toString(), "--checkpoint-every", "1s");
        while (driver.isAlive() && isEmpty(checkpoints)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        cluster.killBusyWorker();
        cluster.startWorker();

        assertThat(exitCode(driver))
                .as(Files.readString(cluster.err("resumed")))
                .isZero();
        List<RunResult> results = program.results("resumed");
        assertSame(results, program.local());
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.provenance().resumedAtStep()).isPresent();
            assertThat(result.provenance().cluster().orElseThrow().attempt()).isEqualTo(2);
        });
        assertThat(isEmpty(checkpoints)).isTrue();
    }

    /** Logs timings, and does not assert them. */
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
                    training: {maxSteps: 1500, maxTime: none, batchSize: 16, evaluationInterval: 750, patience: none}
                """.formatted(
                LongStream.rangeClosed(1, SHORT_RUNS).mapToObj(Long::toString).collect(Collectors.joining(", "))));
        long start = System.nanoTime();
        Process driver = program.submit("many");
        program.await(SHORT_RUNS / 10, driver, "many");
        long heapAtFirst = liveHeapMib(driver);
        program.await(SHORT_RUNS * 9 / 10, driver, "many");
        long heapAtLast = liveHeapMib(driver);

        assertThat(exitCode(driver)).as(Files.readString(cluster.err("many"))).isZero();
        double seconds = (System.nanoTime() - start) / 1e9;
        List<RunResult> results = program.results("many");
        assertThat(results).hasSize(SHORT_RUNS).allSatisfy(result -> {
            assertThat(result.measurements().training().steps()).isEqualTo(1500);
            assertThat(result.measurements().inference()).isEmpty();
        });
        logTimes(results, seconds, heapAtFirst, heapAtLast);
        // A thousand results are kept for the report, of some kilobytes each.
        assertThat(heapAtLast).isLessThan(heapAtFirst + 40);
    }

    /** Logs what a run takes beyond itself, from when executors began runs: without the first tenth, in which they get warm. */
    private static void logTimes(List<RunResult> results, double seconds, long heapAtFirst, long heapAtLast) {
        List<RunResult> warm = results.stream()
                .sorted(Comparator.comparing(result -> result.provenance().started()))
                .skip(results.size() / 10)
                .toList();
        double itself =
                warm.stream().mapToDouble(ClusterIT::secondsOfRun).average().orElseThrow();
        Instant first = warm.get(0).provenance().started();
        Instant last = warm.get(warm.size() - 1).provenance().started();
        double each = EXECUTORS * Duration.between(first, last).toNanos() / 1e9 / (warm.size() - 1);
        LOG.info(
                "{} runs in {} s on {} executors: a run itself takes {} ms, {} ms beyond it; the driver's heap had {} MiB,"
                        + " then {}",
                results.size(),
                Math.round(seconds),
                EXECUTORS,
                Math.round(itself * 1e3),
                Math.round((each - itself) * 1e3),
                heapAtFirst,
                heapAtLast);
    }

    /** Returns the times that the executor has measured: of training, evaluation and warm-up. */
    private static double secondsOfRun(RunResult result) {
        return result.measurements().training().trainingSeconds()
                + result.measurements().training().evaluationSeconds()
                + result.measurements().warmUp().orElse(Duration.ZERO).toNanos() / 1e9;
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
