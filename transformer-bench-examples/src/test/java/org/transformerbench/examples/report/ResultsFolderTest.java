package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** What a command that ends otherwise than well leaves. */
class ResultsFolderTest {
    private static final RunResult RESULT = Results.completed("mlp");

    @TempDir
    private Path folder;

    private final StringWriter messages = new StringWriter();

    private ResultsFolder results(boolean again) {
        return new ResultsFolder(folder, new PrintWriter(messages), again);
    }

    @Test
    void a_result_that_was_not_written_is_written_when_a_command_ends_by_an_exception() throws IOException {
        Path inTheWay = Files.createDirectory(folder.resolve("results.jsonl"));
        try (ResultsFolder results = results(false)) {
            results.accept(RESULT);
            assertThat(results.lacks(RESULT.runId())).isTrue();
            Files.delete(inTheWay);
        }
        assertThat(new ResultsFile(inTheWay).read()).containsExactly(RESULT);
        assertThat(messages.toString()).contains("All results are in " + inTheWay);
    }

    @Test
    void a_result_that_still_cannot_be_written_then_is_shown() throws IOException {
        Path inTheWay = Files.createDirectory(folder.resolve("results.jsonl"));
        try (ResultsFolder results = results(false)) {
            results.accept(RESULT);
        }
        assertThat(messages.toString().lines())
                .contains(RESULT.toJson(), "The lines above belong into " + inTheWay + ", which could not be written");
    }

    @Test
    void results_that_were_handed_out_or_written_are_not_shown_again() throws IOException {
        try (ResultsFolder results = results(false)) {
            results.accept(RESULT);
            assertThat(results.lacks(RESULT.runId())).isFalse();
        }
        assertThat(messages.toString()).isEmpty();

        Files.delete(folder.resolve("results.jsonl"));
        Files.createDirectory(folder.resolve("results.jsonl"));
        try (ResultsFolder results = results(false)) {
            results.accept(RESULT);
            assertThat(results.unwritten()).containsExactly(RESULT.toJson());
        }
        assertThat(messages.toString()).doesNotContain(RESULT.toJson());
    }

    @Test
    void a_program_that_is_ended_waits_for_its_runs_and_says_what_is_left_of_them() {
        RunResult interrupted = Results.withOutcome(Outcome.interrupted(), Results.completed("nano-gpt"));
        List<ResultsFolder> self = new ArrayList<>();
        try (ResultsFolder results = new ResultsFolder(folder, new PrintWriter(messages), false, () -> {
            self.get(0).accept(RESULT);
            self.get(0).accept(interrupted);
            return List.of("a checkpoint of nano-gpt was written at step 7");
        })) {
            self.add(results);
            results.endEarly();

            assertThat(messages.toString().lines())
                    .contains("Ended early: the results of 1 runs are in " + results.lines() + " and "
                            + results.report() + "; a checkpoint of nano-gpt was written at step 7; to go on, run the"
                            + " same command again.");
            assertThat(new ResultsFile(results.lines()).read())
                    .as("a run that comes to its end meanwhile is kept, one that is ended is its checkpoint")
                    .containsExactly(RESULT);
        }
    }

    @Test
    void a_command_that_makes_all_runs_again_says_what_really_follows() {
        try (ResultsFolder results = results(true)) {
            results.accept(RESULT);
            results.endEarly();
        }
        assertThat(messages.toString())
                .contains("with --again, all runs start over; without it, those that have a result")
                .doesNotContain("to go on, run the same command again");
    }
}
