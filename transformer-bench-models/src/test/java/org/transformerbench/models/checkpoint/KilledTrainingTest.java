package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/**
 * kill -9 at any moment, also in the middle of writing: nothing finished is lost, every file is whole, and the results are
 * those of a process that was left alone, bit for bit.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class KilledTrainingTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledTrainingTest.class);
    private static final int MAX_STEPS = 18;
    private static final int LONGEST_DELAY_MILLIS = 20;

    @TempDir
    private Path temporary;

    private Path folder;
    private final Map<String, Long> steps = new HashMap<>();
    private Set<String> finished = Set.of();
    private int inTheMiddleOfARun;
    private int inTheMiddleOfAFile;

    @Test
    void training_that_was_killed_three_times_ends_as_if_it_had_been_left_alone() throws Exception {
        kill(3, 1);
    }

    @Test
    @Tag("soak")
    void training_that_was_killed_52_times_ends_as_if_it_had_been_left_alone() throws Exception {
        kill(52, 6);
    }

    private void kill(int kills, int seeds) throws Exception {
        folder = temporary.resolve("killed");
        Random random = new Random(kills);
        for (int kill = 0; kill < kills; kill++) {
            killAtWork(seeds, random.nextInt(2, MAX_STEPS), random.nextInt(LONGEST_DELAY_MILLIS));
            inspect(seeds);
        }
        finish(folder, seeds);
        Path undisturbed = temporary.resolve("undisturbed");
        finish(undisturbed, seeds);

        List<RunResult> results = new ResultsFile(folder.resolve("results.jsonl")).read();
        assertThat(results).hasSize(seeds * KilledTraining.RUNS_PER_SEED);
        assertThat(results)
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds",
                        ".*warmUp")
                .isEqualTo(new ResultsFile(undisturbed.resolve("results.jsonl")).read());
        assertThat(results)
                .anySatisfy(result ->
                        assertThat(result.provenance().resumedAtStep()).isPresent());
        assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
        LOG.info(
                "{} kills, {} of them in the middle of a run and {} in the middle of writing a file: all {} results are the same",
                kills,
                inTheMiddleOfARun,
                inTheMiddleOfAFile,
                results.size());
    }

    /** Whatever a process has left must be usable. */
    private void inspect(int seeds) throws IOException {
        Set<String> now = new HashSet<>();
        new ResultsFile(folder.resolve("results.jsonl")).read().forEach(result -> now.add(result.runId()));
        assertThat(now).containsAll(finished).hasSizeLessThan(seeds * KilledTraining.RUNS_PER_SEED);
        finished = now;
        List<Path> files = List.of();
        if (Files.exists(folder.resolve("checkpoints"))) {
            try (Stream<Path> all = Files.list(folder.resolve("checkpoints"))) {
                files = all.toList();
            }
        }
        // In a folder of its own, because reading tidies up.
        CheckpointFolder copies = new CheckpointFolder(Files.createTempDirectory(temporary, "copies"));
        int halfWritten = 0;
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(".tmp")) {
                halfWritten++;
            } else {
                String runId = name.replace(".safetensors", "");
                Files.copy(file, copies.file(runId));
                long step = copies.find(runId).orElseThrow().progress().steps();
                assertThat(step).as("step of %s", runId).isGreaterThanOrEqualTo(steps.getOrDefault(runId, 0L));
                steps.put(runId, step);
                inTheMiddleOfARun++;
            }
        }
        assertThat(files.size() - halfWritten).as("checkpoints").isLessThanOrEqualTo(1);
        assertThat(halfWritten).as("half-written files do not pile up").isLessThanOrEqualTo(1);
        inTheMiddleOfAFile += halfWritten;
    }

    /** Kills a process some time after so many steps. */
    private void killAtWork(int seeds, int newSteps, int delayMillis) throws IOException, InterruptedException {
        Process process = start(seeds, 10, 0);
        try {
            while (process.isAlive() && Files.readAllLines(output("out")).size() < newSteps) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(delayMillis);
            assertThat(process.isAlive()).as(() -> "at work: " + errors()).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** In this process, without pauses, and without further checkpoints: all that must change nothing. */
    private static void finish(Path of, int seeds) {
        KilledTraining.train(of, seeds, 0, 9999);
    }

    private Process start(int seeds, int pauseMillis, int checkpointSeconds) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledTraining.class.getName(),
                        folder.toString(),
                        Integer.toString(seeds),
                        Integer.toString(pauseMillis),
                        Integer.toString(checkpointSeconds))
                .redirectOutput(output("out").toFile())
                .redirectError(output("err").toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    private Path output(String name) {
        return temporary.resolve(name);
    }

    private String errors() {
        try {
            return Files.readString(output("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
