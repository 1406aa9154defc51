package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** Grids that are resumed, made in parallel, and come from files. */
class CompareStudyTest {
    @TempDir
    private Path folder;

    private final Terminal terminal = Terminal.withFakes();
    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("study.yaml"), """
                title: Both
                experiments:
                  - task: addition
                    models: [mlp, nano-gpt]
                    learningRates: [1e-2, 1e-3]
                    training: {batchSize: 8, maxSteps: 4}
                  - task: addition
                    models: [mlp]
                    learningRates: [1e-2]
                    training: {batchSize: 8, maxSteps: 4}
                    settings: {mlp.heads: 2}
                """);
    }

    private int run(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--output", folder.resolve("out").toString()));
        return terminal.run(arguments.toArray(String[]::new));
    }

    private List<RunResult> results() {
        return new ResultsFile(folder.resolve("out/results.jsonl")).read();
    }

    @Test
    void the_same_command_again_skips_what_is_finished_and_shows_it_all() {
        String command = "compare --models mlp,nano-gpt --steps 4 --seeds 1,2";
        run("compare --models nano-gpt --steps 4 --seeds 2");
        run(command);

        assertThat(results()).hasSize(4);
        assertThat(terminal.err())
                .contains(
                        "1 of 4 runs are finished already in " + folder.resolve("out/results.jsonl")
                                + " and are skipped; --again repeats them.",
                        "[3/4] nano-gpt, learning rate 1e-2, seed 1")
                .doesNotContain("[4/4]");
        Terminal second = Terminal.withFakes();
        assertThat(second.run((command + " --output " + folder.resolve("out")).split(" ")))
                .isZero();
        assertThat(second.err()).contains("All 4 runs are finished already in ");
        assertThat(second.out()
                        .lines()
                        .takeWhile(line -> !line.startsWith("protocol"))
                        .filter(line -> line.matches("(mlp|nano-gpt) +1e-2 +2 .*")))
                .hasSize(2);
        assertThat(folder.resolve("out/results.md"))
                .content()
                .contains("| mlp | 1e-2 (2 seeds", "| nano-gpt | 1e-2 (2 seeds");
        assertThat(results()).hasSize(4);
    }

    @Test
    void again_makes_every_run() {
        run("compare --models mlp --steps 4");
        run("compare --models mlp --steps 4 --again");

        assertThat(results()).hasSize(2);
        assertThat(terminal.err()).doesNotContain("finished already");
    }

    @Test
    void a_run_that_failed_is_made_again() {
        run("compare --models broken,mlp --steps 4");
        run("compare --models broken,mlp --steps 4");

        assertThat(results()).extracting(result -> result.spec().model()).containsExactly("broken", "mlp", "broken");
    }

    @Test
    void a_foreign_file_in_the_folder_is_one_message() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/results.jsonl"), "notes\n");

        assertThat(run("compare --models mlp --steps 4")).isEqualTo(1);
        assertThat(terminal.err().lines())
                .singleElement()
                .asString()
                .startsWith("Line 1 of ")
                .contains("or choose another folder with --output");
    }

    @Test
    void runs_in_parallel_say_so_in_their_results_and_come_out_in_order() {
        assertThat(run("compare --models mlp,nano-gpt --steps 4 --seeds 1,2 --parallel 2"))
                .isZero();

        assertThat(results()).hasSize(4).allMatch(result -> result.provenance().parallelRuns() == 2);
        assertThat(terminal.out())
                .containsSubsequence("mlp", "nano-gpt")
                .contains("runs at once: 2; each was slower than it is alone");
    }

    @Test
    void a_file_describes_a_whole_study() {
        assertThat(run("compare --file " + file)).isZero();

        assertThat(results())
                .extracting(
                        result -> result.spec().model(),
                        result -> result.spec().learningRate(),
                        result -> result.measurements().training().steps(),
                        result -> result.spec().modelConfig().path("heads").asInt())
                .containsExactly(
                        tuple("mlp", 1e-2, 4L, 4),
                        tuple("mlp", 1e-3, 4L, 4),
                        tuple("nano-gpt", 1e-2, 4L, 4),
                        tuple("nano-gpt", 1e-3, 4L, 4),
                        tuple("mlp", 1e-2, 4L, 2));
        assertThat(terminal.out()).contains("mlp (heads 2)", "mlp (heads 4)").doesNotContain("at once");
        assertThat(terminal.err()).startsWith("Both\n");
        assertThat(folder.resolve("out/results.md")).content().startsWith("# Both\n");

        assertThat(run("report " + folder.resolve("out/results.jsonl"))).isZero();
        assertThat(folder.resolve("out/report.html")).content().contains("<h1>Both</h1>");
    }

    @Test
    void runs_of_entries_that_the_file_has_no_more_are_named_and_not_in_its_table() throws IOException {
        run("compare --file " + file);
        assertThat(terminal.err()).doesNotContain("Also in");
        Files.writeString(file, Files.readString(file).replace("learningRates: [1e-2, 1e-3]", "learningRates: [1e-2]"));
        Terminal second = Terminal.withFakes();
        second.run(("compare --file " + file + " --output " + folder.resolve("out")).split(" "));

        assertThat(results()).hasSize(5);
        assertThat(second.out()).doesNotContain("1e-3");
        assertThat(second.err())
                .contains("All 3 runs are finished already in ")
                .contains("Also in " + folder.resolve("out/results.jsonl")
                        + ", but not part of this study: 2 runs of earlier commands. 'report' shows all, ");
    }

    @Test
    void models_of_skipped_runs_that_cannot_be_saved_are_named() throws IOException {
        run("compare --models mlp,unstable --steps 4");
        assertThat(terminal.err()).doesNotContain("--save:");
        assertThat(run("compare --models mlp,nano-gpt,unstable --steps 4 --save"))
                .isZero();

        String missing = "addition-mlp-1e-2-seed1-" + results().get(0).runId() + ".safetensors";
        assertThat(terminal.err())
                .contains("--save: 1 of the skipped runs has no model in " + folder.resolve("out/models")
                        + "; --again makes all runs and saves their models. Missing:\n  " + missing + "\n");
        assertThat(folder.resolve("out/models").toFile().list()).hasSize(1);

        assertThat(run("compare --models mlp --steps 4 --save --again")).isZero();
        assertThat(folder.resolve("out/models").resolve(missing)).exists();
        run("compare --models mlp --steps 4");
        assertThat(terminal.err()).contains("The run is finished already in ", " and is skipped; --again repeats it.");
        Terminal last = Terminal.withFakes();
        last.run(("compare --models mlp,nano-gpt,unstable --steps 4 --save --output " + folder.resolve("out"))
                .split(" "));
        assertThat(last.err()).contains("All 3 runs are finished already").doesNotContain("--save:");
    }

    @Test
    void budgets_beside_a_file_replace_its_own() {
        assertThat(run("compare --parallel 2 --tokens 16 --file " + file)).isZero();

        assertThat(results())
                .hasSize(5)
                .allMatch(result -> result.measurements().training().steps() == 1);
    }

    @Test
    void models_are_saved_and_the_speed_of_answers_left_out_beside_a_file_too() {
        assertThat(run("compare --save --no-inference --file " + file)).isZero();

        assertThat(folder.resolve("out/models").toFile().list()).hasSize(5);
        assertThat(results())
                .allMatch(result -> result.measurements().inference().isEmpty());
    }

    @Test
    void a_corpus_beside_a_file_goes_to_the_tasks_that_read_one() throws IOException {
        Path corpus = Files.writeString(folder.resolve("verse.txt"), "to be");
        Files.writeString(file, "experiments: [{task: poems, models: [mlp], training: {maxSteps: 1}}]");
        assertThat(run("compare --file " + file + " --corpus " + corpus)).isZero();

        assertThat(results().get(0).spec().completeTaskConfig().path("corpus").asText())
                .endsWith("verse.txt");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            compare --file GRID --models mlp      | --file describes the whole study: --models cannot be given beside it
            compare addition --file GRID --seeds 1| --file describes the whole study: the task addition, --seeds cannot
            compare --file GRID --set digits=2    | --file describes the whole study: --set cannot be given
            compare --file GRID --corpus GRID     | --corpus: no task of
            compare --file GRID --time 0s         | --time: maxTime (PT0S) must be longer than nothing
            compare --file notebook-adition       | --file: there is no file notebook-adition (seen from
            compare --file notebook-adition       | did you mean 'notebook-addition'? Shipped: adderboard, first-comparison, makemore, mingpt-adder, notebook-addition
            compare --file .                      | --file: the folder . cannot be read as a study, name a file or one
            compare --parallel 0                  | --parallel (0) must be at least 1
            compare --parallel two                | Invalid value for option '--parallel'
            """)
    void a_mistake_is_one_message_and_exit_code_2(String command, String message) {
        assertThat(run(command.replace("GRID", file.toString()))).isEqualTo(2);
        assertThat(terminal.err()).contains(message).doesNotContain("\tat ");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void a_mistyped_id_in_a_file_is_named_with_file_and_place() throws IOException {
        Files.writeString(file, Files.readString(file).replace("[mlp]", "[mpl]"));
        assertThat(run("compare --file " + file)).isEqualTo(2);

        assertThat(terminal.err()).startsWith(file + ": experiments[1]: No model 'mpl'; did you mean 'mlp'?");
        assertThat(results()).isEmpty();
    }
}
