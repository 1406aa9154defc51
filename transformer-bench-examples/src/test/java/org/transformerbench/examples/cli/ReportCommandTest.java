package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.examples.report.Results;

class ReportCommandTest {
    @TempDir
    private Path folder;

    private final Terminal terminal = Terminal.withFakes();
    private Path lines;

    @BeforeEach
    void results() {
        lines = folder.resolve("results.jsonl");
        ResultsFile file = new ResultsFile(lines);
        file.accept(Results.completed("nano-gpt"));
        file.accept(Results.failed("mlp"));
    }

    @Test
    void all_formats_are_written_and_named() throws IOException {
        Path output = folder.resolve("new/reports");

        assertThat(report("--output", output.toString())).isZero();

        try (var files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("report.html", "report.md", "report.csv", "report.json");
        }
        assertThat(terminal.err()).contains("Report of 2 runs: ", "report.html", "report.json");
        assertThat(Files.readString(output.resolve("report.html"))).contains("nano-gpt");
    }

    @Test
    void the_table_and_the_recommendation_are_on_standard_output() {
        assertThat(report("--output", folder.toString())).isZero();

        assertThat(terminal.out()).startsWith("model ").contains("protocol: strict\n", "Take nano-gpt ");
    }

    @Test
    void only_the_formats_that_are_asked_for_are_written() {
        assertThat(report("--output", folder.toString(), "--format", "csv,Markdown"))
                .isZero();

        assertThat(folder.resolve("report.csv")).exists();
        assertThat(folder.resolve("report.md")).exists();
        assertThat(folder.resolve("report.html")).doesNotExist();
        assertThat(folder.resolve("report.json")).doesNotExist();
    }

    @Test
    void a_run_that_two_processes_made_is_one_row_and_said_to_be() throws IOException {
        new ResultsFile(lines).accept(Results.completed("nano-gpt"));

        assertThat(report("--output", folder.toString())).isZero();

        assertThat(terminal.err())
                .contains(
                        "Report of 2 runs: ",
                        "There are 3 results of them: of a run that was made several times, the last result counts.");
        assertThat(Files.readString(folder.resolve("report.csv")).split("\r\n")).hasSize(3);
    }

    @Test
    void all_settings_have_a_column_if_they_are_asked_for() throws IOException {
        report("--output", folder.toString());
        assertThat(Files.readAllLines(folder.resolve("report.csv")).get(0)).doesNotContain("training.batchSize");

        assertThat(report("--output", folder.toString(), "--all-settings")).isZero();
        assertThat(Files.readAllLines(folder.resolve("report.csv")).get(0))
                .contains(
                        ",task.digits,task.reversed,model.heads,training.weightDecay,",
                        ",training.batchSize,training.maxTime,");
    }

    @Test
    void an_unknown_format_is_a_mistake_that_names_the_known_ones() {
        assertThat(report("--format", "pdf")).isEqualTo(2);

        assertThat(terminal.err()).contains("pdf", "HTML, MARKDOWN, CSV, JSON");
    }

    @Test
    void a_file_that_is_not_there_is_a_mistake() {
        assertThat(terminal.run("report", folder.resolve("none.jsonl").toString()))
                .isEqualTo(2);

        assertThat(terminal.err()).contains("There is no file ", "none.jsonl", "'compare' writes one");
    }

    @Test
    void a_folder_stands_for_the_file_in_it() {
        assertThat(terminal.run("report", folder.toString(), "--output", folder.toString(), "--format", "csv"))
                .isZero();

        assertThat(folder.resolve("report.csv")).exists();
    }

    @Test
    void a_file_that_is_in_the_output_folder_only_is_suggested() {
        assertThat(terminal.run("report", "nowhere.jsonl", "--output", folder.toString()))
                .isEqualTo(2);

        assertThat(terminal.err()).contains("There is no file nowhere.jsonl; did you mean " + lines + "?");
    }

    @Test
    void results_that_cannot_be_read_are_one_message() throws IOException {
        Files.delete(lines);
        Files.createDirectory(lines);
        Files.createDirectory(lines.resolve("results.jsonl"));

        assertThat(report("--output", folder.toString())).isEqualTo(1);
        assertThat(terminal.err()).startsWith("Cannot read ").doesNotContain("Unexpected");
    }

    @Test
    void a_file_without_results_has_no_report() throws IOException {
        Files.writeString(lines, "\n");

        assertThat(report("--output", folder.toString())).isEqualTo(1);

        assertThat(terminal.err()).contains("There is no result in ", "results.jsonl");
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void a_damaged_line_is_named_and_no_file_is_touched() throws IOException {
        Files.writeString(lines, Files.readString(lines).lines().findFirst().orElseThrow() + "\n{\"task\":\"addi");

        assertThat(report("--output", folder.toString())).isEqualTo(1);

        assertThat(terminal.err()).startsWith("Line 2 of ").contains("results.jsonl", "remove or mend it");
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void one_file_that_cannot_be_written_is_a_mistake_before_any_is_written() throws IOException {
        Files.createDirectories(folder.resolve("new/report.json"));

        assertThat(report("--output", folder.resolve("new").toString())).isEqualTo(2);

        assertThat(terminal.err().lines())
                .containsExactly(
                        "--output: " + folder.resolve("new/report.json") + " cannot be written: it is a folder");
        assertThat(folder.resolve("new/report.html")).doesNotExist();
    }

    @Test
    void help_names_defaults_and_formats() {
        assertThat(terminal.run("report", "--help")).isZero();

        assertThat(terminal.out())
                .contains("results.jsonl", "HTML, MARKDOWN, CSV, JSON")
                .doesNotContain("${");
    }

    private int report(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "report";
        arguments[1] = lines.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return terminal.run(arguments);
    }
}
