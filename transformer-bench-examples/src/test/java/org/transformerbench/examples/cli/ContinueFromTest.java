package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.Schedule;
import org.transformerbench.examples.CheckpointFiles;

/** Training on, with another budget, from the checkpoint of a command that was interrupted. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ContinueFromTest {
    @TempDir
    private Path folder;

    private Path checkpoint;
    private String messages;

    @BeforeEach
    void interrupt() throws Exception {
        Thread first = new Thread(() -> compare("--checkpoint-every=0", "--steps=100000"));
        first.start();
        while (first.isAlive() && CheckpointFiles.in(folder).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        first.interrupt();
        first.join();
        checkpoint = CheckpointFiles.in(folder).get(0);
    }

    private int compare(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--models=mlp",
                "--set=digits=2",
                "--set=testProblems=20",
                "--set=validationProblems=20",
                "--batch-size=8",
                "--stop-accuracy=none"));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private int run(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("compare", "--no-inference", "--output=" + folder));
        all.addAll(arguments);
        StringWriter err = new StringWriter();
        int exitCode = Program.standard()
                .commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        messages = err.toString();
        return exitCode;
    }

    private List<RunResult> results() {
        return new ResultsFile(folder.resolve("results.jsonl")).read();
    }

    @Test
    void trains_on_and_says_what_the_result_grew_from() throws IOException {
        long before = results().get(0).measurements().training().steps();
        long steps = before + 30;
        int exitCode = run(List.of(
                "--continue-from=" + checkpoint, "--steps=" + steps, "--learning-rates=1e-3", "--set=schedule=cosine"));

        assertThat(exitCode).as(messages).isZero();
        RunResult grown = results().get(1);
        assertThat(grown.measurements().training().steps()).isEqualTo(steps);
        assertThat(grown.spec().learningRate()).isEqualTo(1e-3);
        assertThat(grown.spec().taskConfig()).isEqualTo(results().get(0).spec().taskConfig());
        assertThat(grown.spec().modelConfig()).isEqualTo(results().get(0).spec().modelConfig());
        assertThat(grown.spec().trainingConfig().schedule()).isEqualTo(Schedule.COSINE);
        assertThat(grown.spec().continuedFrom()).hasValueSatisfying(origin -> {
            assertThat(origin.spec()).isEqualTo(results().get(0).spec());
            assertThat(origin.steps()).isEqualTo(before);
        });
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("continued from the run " + results().get(0).runId() + " at its step " + before);
        assertThat(CheckpointFiles.in(folder)).containsExactly(checkpoint);
    }

    @Test
    void mistakes_are_one_message_and_exit_code_2() throws IOException {
        assertThat(run(List.of("--continue-from=" + checkpoint, "--models=mlp")))
                .isEqualTo(2);
        assertThat(messages).contains("--continue-from takes all else from the checkpoint: --models cannot be given");
        assertThat(run(List.of("--continue-from=" + checkpoint, "--set=digits=3")))
                .isEqualTo(2);
        assertThat(messages).contains("--set digits: beside --continue-from, only values of the training can be set");
        assertThat(run(List.of("--continue-from=" + folder.resolve("none")))).isEqualTo(2);
        assertThat(messages).contains("--continue-from: there is no file " + folder.resolve("none"));
        assertThat(run(List.of("--continue-from=" + checkpoint, "--steps=1"))).isEqualTo(2);
        assertThat(messages).contains("the budget of 1 steps is used up there; give a larger one");
        Path text = Files.writeString(folder.resolve("text"), "no checkpoint at all");
        assertThat(run(List.of("--continue-from=" + text))).isEqualTo(2);
        assertThat(messages).contains("--continue-from: ", "text");
    }
}
