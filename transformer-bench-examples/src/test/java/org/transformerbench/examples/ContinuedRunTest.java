package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.cli.Program;

/** The same command again goes on in the middle of a run. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ContinuedRunTest {
    @TempDir
    private Path folder;

    @Test
    void a_command_that_was_interrupted_goes_on_from_its_checkpoint() throws Exception {
        Thread first = new Thread(() -> compare(folder, "--checkpoint-every=0"));
        first.start();
        while (first.isAlive() && CheckpointFiles.in(folder).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        first.interrupt();
        first.join();
        assertThat(results(folder)).extracting(RunResult::outcome).containsExactly(Outcome.interrupted());
        assertThat(CheckpointFiles.in(folder)).hasSize(1);

        compare(folder);
        compare(folder.resolve("whole"), "--checkpoint-every=none");

        RunResult continued = results(folder).get(1);
        assertThat(continued.provenance().resumedAtStep())
                .hasValue(results(folder).get(0).measurements().training().steps());
        assertThat(continued)
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds",
                        ".*warmUp")
                .isEqualTo(results(folder.resolve("whole")).get(0));
        assertThat(folder.resolve("checkpoints")).doesNotExist();
        assertThat(folder.resolve("whole").resolve("checkpoints")).doesNotExist();
    }

    private static void compare(Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "compare",
                "addition",
                "--models=mlp",
                "--set=digits=2",
                "--batch-size=16",
                "--steps=1500",
                "--interval=100",
                "--stop-accuracy=none",
                "--no-inference",
                "--output=" + output));
        arguments.addAll(List.of(more));
        Program.standard().run(arguments.toArray(String[]::new));
    }

    private static List<RunResult> results(Path output) {
        return new ResultsFile(output.resolve("results.jsonl")).read();
    }
}
