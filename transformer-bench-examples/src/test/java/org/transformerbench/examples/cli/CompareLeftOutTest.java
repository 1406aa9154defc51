package org.transformerbench.examples.cli;

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
import picocli.CommandLine;

/** The real models on addition with targets at every position, which mlp cannot predict. */
class CompareLeftOutTest {
    private static final String REASON = "The model 'mlp' predicts the last position only, and this data has targets at"
            + " every position. Set targets=PER_ANSWER_TOKEN instead of WHOLE_SEQUENCE, and it can.";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine program = Program.standard()
                .commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return program.execute(arguments);
    }

    private int compare(String... models) {
        List<String> arguments = new ArrayList<>(List.of(
                "compare",
                "addition",
                "--set=digits=2",
                "--set=targets=WHOLE_SEQUENCE",
                "--set=testProblems=20",
                "--set=validationProblems=20",
                "--batch-size=4",
                "--steps=2",
                "--no-inference",
                "--output=" + folder));
        arguments.addAll(List.of(models));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void the_others_run_and_table_report_and_exit_code_tell() throws IOException {
        assertThat(compare("--models=mlp,tl-transformer", "--seeds=1,2")).isEqualTo(3);
        assertThat(out.toString().lines())
                .anyMatch(line -> line.startsWith("mlp ") && line.endsWith("left out"))
                .anyMatch(line -> line.startsWith("tl-transformer ") && line.endsWith("completed"));
        assertThat(err.toString()).contains("mlp, left out: " + REASON + System.lineSeparator());
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("| left out |", "- mlp, left out: " + REASON.replace("_", "\\_"));

        assertThat(run("report", folder.toString(), "--output=" + folder)).isZero();
        assertThat(Files.readString(folder.resolve("report.html"))).contains("left out: The model");
        assertThat(Files.readString(folder.resolve("report.csv"))).contains(",left out,");
    }

    @Test
    void the_same_command_again_tells_it_again() {
        compare("--models=mlp,tl-transformer");
        assertThat(compare("--models=mlp,tl-transformer")).isEqualTo(3);
        assertThat(err.toString()).contains("All 2 runs are finished already");
    }

    @Test
    void no_model_left_is_a_mistake_in_what_was_typed() {
        assertThat(compare("--models=mlp")).isEqualTo(2);
        assertThat(err.toString()).contains("No model is left that can do the task. " + REASON);
        assertThat(folder.resolve("results.jsonl")).doesNotExist();
    }

    @Test
    void a_command_for_one_model_names_the_way_out_too() {
        assertThat(run("describe", "--model=mlp", "--set=digits=2", "--set=targets=WHOLE_SEQUENCE"))
                .isEqualTo(2);
        assertThat(err).hasToString(REASON + System.lineSeparator());
    }
}
