package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** kill -9 at any moment loses nothing that was finished, and the end is as if nothing had happened. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KillTest {
    private static final int KILLS = 3;
    private static final int LONGEST_DELAY_MILLIS = 150;

    @TempDir
    private Path folder;

    @Test
    void a_grid_that_was_killed_three_times_ends_with_the_results_of_an_undisturbed_one() throws Exception {
        Path path = folder.resolve("results.jsonl");
        Random random = new Random();
        Set<String> finished = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            killAtWork(path, random.nextInt(LONGEST_DELAY_MILLIS));
            Set<String> now = ids(new ResultsFile(path).read());
            assertThat(now)
                    .containsAll(finished)
                    .hasSizeGreaterThan(finished.size())
                    .hasSizeLessThan(KilledStudy.RUNS);
            finished = now;
        }

        List<RunResult> resumed = KilledStudy.resume(path, 0, 1);
        List<RunResult> undisturbed = KilledStudy.resume(folder.resolve("undisturbed.jsonl"), 0, 1);

        assertThat(resumed).hasSize(KilledStudy.RUNS);
        assertThat(resumed)
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds")
                .isEqualTo(undisturbed);
        // No run was made twice, and nothing is left in the file that is no result.
        assertThat(new ResultsFile(path).read()).hasSize(KilledStudy.RUNS).containsExactlyInAnyOrderElementsOf(resumed);
        assertThat(ids(resumed)).hasSize(KilledStudy.RUNS);
    }

    private static Set<String> ids(List<RunResult> results) {
        Set<String> ids = new HashSet<>();
        results.forEach(result -> ids.add(result.runId()));
        return ids;
    }

    /** Kills a process some time after it has added to the file. */
    private void killAtWork(Path path, int delayMillis) throws IOException, InterruptedException {
        long before = Files.exists(path) ? new ResultsFile(path).read().size() : 0;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledStudy.class.getName(),
                        path.toString())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try {
            while (process.isAlive() && lines(path) <= before) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            TimeUnit.MILLISECONDS.sleep(delayMillis);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static long lines(Path path) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        long lines = 0;
        for (byte each : Files.readAllBytes(path)) {
            lines += each == '\n' ? 1 : 0;
        }
        return lines;
    }
}
