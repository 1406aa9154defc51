package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.report.Results;

class MergeCommandTest {
    private static final RunResult FIRST = Results.stopped("mlp", 1);
    private static final RunResult SECOND = Results.stopped("mlp", 2);

    @TempDir
    private Path folder;

    private final Terminal terminal = Terminal.withFakes();

    private void write(String name, RunResult... results) {
        ResultsFile file = new ResultsFile(folder.resolve(name).resolve("results.jsonl"));
        List.of(results).forEach(file);
    }

    private int run(String command, String... names) {
        List<String> words = new ArrayList<>(List.of(command));
        for (String name : names) {
            words.add(folder.resolve(name).toString());
        }
        words.addAll(List.of("--output", folder.resolve("all").toString()));
        return terminal.run(words.toArray(String[]::new));
    }

    @Test
    void folders_become_one_and_what_is_left_is_named() throws IOException {
        write("a", FIRST, Results.failed("nano-gpt"));
        write("b", SECOND);
        Files.createDirectories(folder.resolve("a/models"));

        assertThat(run("merge", "a", "b")).as(terminal.err()).isZero();

        Path lines = folder.resolve("all/results.jsonl");
        assertThat(new ResultsFile(lines).read()).containsExactly(FIRST, Results.failed("nano-gpt"), SECOND);
        assertThat(terminal.err().lines())
                .containsExactly(
                        "3 runs of 2 files of results: " + lines,
                        "Failed or interrupted: 1 run; the command that made them makes them again.",
                        "Left where they are: " + folder.resolve("a/models"));
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void a_contradiction_is_one_message_and_nothing_is_written() {
        write("a", FIRST);
        write("b", Results.withOutcome(Outcome.completed("300 steps"), FIRST));

        assertThat(run("merge", "a", "b")).isEqualTo(1);

        assertThat(terminal.err().lines())
                .singleElement()
                .asString()
                .startsWith("The run " + FIRST.runId() + " (mlp on addition, ")
                .contains(
                        folder.resolve("a/results.jsonl").toString(),
                        folder.resolve("b/results.jsonl").toString());
        assertThat(folder.resolve("all")).doesNotExist();
        assertThat(run("report", "a", "b")).isEqualTo(1);
        assertThat(folder.resolve("all")).doesNotExist();
    }

    @Test
    void a_folder_that_is_not_there_is_a_mistake() {
        write("monday", FIRST);

        assertThat(run("merge", "monday", "mondya")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualToIgnoringNewLines("There is no folder " + folder.resolve("mondya") + "; did you mean "
                        + folder.resolve("monday") + "?");
        assertThat(folder.resolve("all")).doesNotExist();
    }

    @Test
    void a_damaged_line_is_named_as_by_a_report() throws IOException {
        write("a", FIRST);
        Files.writeString(folder.resolve("a/results.jsonl"), "notes\n");

        assertThat(run("merge", "a")).isEqualTo(1);
        String merging = terminal.err();
        assertThat(run("report", "a")).isEqualTo(1);

        assertThat(merging).startsWith("Line 1 of ").contains("remove or mend it");
        assertThat(terminal.err()).isEqualTo(merging + merging);
    }

    @Test
    void without_any_result_a_merge_fails_as_a_report_does_and_writes_nothing() throws IOException {
        write("a", FIRST);
        Path file = folder.resolve("a/results.jsonl");
        Files.writeString(file, Files.readString(file).substring(0, 100));

        assertThat(run("merge", "a")).isEqualTo(1);
        assertThat(terminal.err()).endsWith("There is no result in " + file + System.lineSeparator());
        assertThat(folder.resolve("all")).doesNotExist();
        assertThat(run("report", "a")).isEqualTo(1);
    }

    @Test
    void a_folder_that_a_waiting_task_has_made_is_named() throws IOException {
        write("a", FIRST);
        Files.createDirectories(folder.resolve("waiting"));

        assertThat(run("merge", "a", "waiting")).as(terminal.err()).isZero();
        assertThat(run("report", "a", "waiting")).as(terminal.err()).isZero();
        assertThat(terminal.err().lines().filter(("No results yet in " + folder.resolve("waiting"))::equals))
                .hasSize(2);
    }

    @Test
    void an_output_that_cannot_be_written_is_a_mistake() throws IOException {
        write("a", FIRST);
        Files.writeString(folder.resolve("all"), "a file");

        assertThat(run("merge", "a")).isEqualTo(2);
        assertThat(terminal.err()).startsWith("--output: ").contains(" cannot be written: ");
    }

    @Test
    void an_output_folder_and_something_to_merge_are_required() {
        assertThat(terminal.run("merge", folder.toString())).isEqualTo(2);
        assertThat(terminal.err()).contains("--output");
        assertThat(run("merge")).isEqualTo(2);
        assertThat(terminal.err()).contains("RESULTS");
    }

    @Test
    void a_report_of_several_folders_is_one_of_all() {
        write("a", FIRST);
        write("grid/shard-1-of-2", SECOND);

        assertThat(run("report", "a", "grid")).as(terminal.err()).isZero();

        assertThat(terminal.err()).contains("Report of 2 runs: ", "Missing: shard 2 of 2 in " + folder.resolve("grid"));
        assertThat(folder.resolve("all/report.csv")).content().hasLineCount(3);
        assertThat(folder.resolve("all/results.jsonl")).doesNotExist();
    }
}
