package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.models.checkpoint.SavedModel;

class CompareCommandTest {
    @TempDir
    private Path folder;

    private final Terminal terminal = Terminal.withFakes();

    @Test
    void runs_every_model_with_every_rate_and_seed_and_keeps_each_result() throws IOException {
        int exitCode = compare("--models", "nano-gpt,mlp", "--learning-rates", "1e-2,3e-4", "--seeds", "7,8");

        assertThat(exitCode).isZero();
        List<RunResult> results = results();
        assertThat(results)
                .extracting(
                        result -> result.spec().model(),
                        result -> result.spec().learningRate(),
                        result -> result.spec().seed(),
                        result -> result.measurements().training().steps())
                .containsExactly(
                        tuple("nano-gpt", 1e-2, 7L, 4L),
                        tuple("nano-gpt", 1e-2, 8L, 4L),
                        tuple("nano-gpt", 3e-4, 7L, 4L),
                        tuple("nano-gpt", 3e-4, 8L, 4L),
                        tuple("mlp", 1e-2, 7L, 4L),
                        tuple("mlp", 1e-2, 8L, 4L),
                        tuple("mlp", 3e-4, 7L, 4L),
                        tuple("mlp", 3e-4, 8L, 4L));
        assertThat(results.get(0).spec().trainingConfig().maxSteps()).hasValue(4);
        assertThat(results.get(0).spec().trainingConfig().maxTime()).isEmpty();
        assertThat(Files.readString(folder.resolve("results.md")))
                .startsWith("# Model comparison: addition\n")
                .contains("| nano-gpt | 1e-2 (2 seeds; chosen) |", "| mlp | 3e-4 (2 seeds) |");
        // A row per model and rate, the protocol, quality against cost, and which model to take.
        assertThat(terminal.out().lines().takeWhile(line -> !line.startsWith("Take ")))
                .hasSize(2 + 4 + 1 + 1 + 2 + 2 + 2)
                .contains("protocol: strict")
                .anyMatch(line -> line.matches("nano-gpt +3e-4 +2 +[02]/2 +.*"))
                .anyMatch(line -> line.matches("model +exact match +training seconds +.*parameters +efficient"));
        assertThat(terminal.out().lines())
                .allMatch(line -> line.length() <= 120)
                .anyMatch(line -> line.startsWith("Take "));
        assertThat(terminal.err())
                .contains("[8/8] mlp, learning rate 3e-4, seed 8: completed after 4 steps (4 steps), test loss 1.6094")
                .contains("results.jsonl");
    }

    @Test
    void without_anything_to_compare_it_is_the_first_comparison() {
        // The fake task has no such settings, which is said before the first run.
        assertThat(terminal.run("compare", "--output", folder.toString(), "--no-inference"))
                .isEqualTo(2);

        assertThat(terminal.err()).startsWith("first-comparison: Unknown key ");
    }

    @Test
    void without_models_all_that_are_installed_run() throws IOException {
        compare();

        assertThat(results())
                .extracting(result -> result.spec().model())
                .containsExactly("broken", "mlp", "nano-gpt", "unstable");
        assertThat(terminal.err()).contains("unstable, learning rate 1e-2, seed 1, diverged: ");
    }

    @Test
    void settings_reach_task_model_and_training() throws IOException {
        compare("--models", "mlp", "--set", "digits=2", "--set", "mlp.heads=3", "--set", "beta2=0.95");

        RunResult result = results().get(0);
        assertThat(result.spec().taskConfig().path("digits").asInt()).isEqualTo(2);
        assertThat(result.spec().modelConfig().path("heads").asInt()).isEqualTo(3);
        assertThat(result.spec().trainingConfig().beta2()).isEqualTo(0.95);
    }

    @Test
    void options_reach_the_training() throws IOException {
        compare(
                "--models",
                "mlp",
                "--time",
                "2m",
                "--tokens",
                "1000",
                "--batch-size",
                "8",
                "--interval",
                "2",
                "--stop-accuracy",
                "none");

        RunResult result = results().get(0);
        assertThat(result.spec().trainingConfig().maxTime()).contains(Duration.ofMinutes(2));
        assertThat(result.spec().trainingConfig().maxTokens()).hasValue(1000);
        assertThat(result.spec().trainingConfig().batchSize()).isEqualTo(8);
        assertThat(result.spec().trainingConfig().stopAccuracy()).isEmpty();
        assertThat(result.curve()).hasSize(2);
    }

    @Test
    void a_protocol_and_its_changed_switches_reach_the_run_and_are_shown() throws IOException {
        compare(
                "--stop-accuracy",
                "none",
                "--models",
                "mlp",
                "--protocol",
                "notebook-2023",
                "--set",
                "evaluationDropout=false",
                "--interval",
                "2");

        RunResult result = results().get(0);
        assertThat(result.spec().protocol().preset()).isEqualTo("notebook-2023");
        assertThat(result.spec().protocol().evaluationDropout()).isFalse();
        assertThat(result.curve()).hasSize(2).allMatch(point -> point.test().isPresent());
        assertThat(terminal.out()).contains("\nprotocol: notebook-2023 with evaluationDropout false\nTake ");
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("- protocol notebook-2023: evaluationDropout false, ", "training time with evaluation");
    }

    @Test
    void a_corpus_is_the_setting_of_its_task() throws IOException {
        Path corpus = Files.writeString(folder.resolve("verse.txt"), "to be or not to be");

        assertThat(terminal.run(
                        "compare",
                        "poems",
                        "--models",
                        "mlp",
                        "--steps",
                        "1",
                        "--corpus",
                        corpus.toString(),
                        "--output",
                        folder.toString()))
                .isZero();

        assertThat(results().get(0).spec().completeTaskConfig().path("corpus").asText())
                .contains("verse.txt");
    }

    @Test
    void models_are_saved_on_demand() throws IOException {
        compare("--models", "mlp,broken");
        assertThat(folder.resolve("models")).doesNotExist();
        compare("--models", "mlp,broken", "--seeds", "3", "--save");

        try (var files = Files.list(folder.resolve("models"))) {
            assertThat(files).singleElement().satisfies(file -> {
                assertThat(file.getFileName().toString())
                        .startsWith("addition-mlp-1e-2-seed3")
                        .endsWith(".safetensors");
                SavedModel saved = SavedModel.read(file);
                assertThat(saved.card().spec().model()).isEqualTo("mlp");
                assertThat(saved.result())
                        .hasValueSatisfying(result -> assertThat(
                                        result.measurements().lastEvaluation().test())
                                .isPresent());
            });
        }
    }

    @Test
    void the_speed_of_answers_is_measured_unless_it_is_not_wanted() throws IOException {
        compare("--models", "mlp");
        compare("--models", "mlp", "--seeds", "2", "--no-inference");

        assertThat(results())
                .extracting(result -> result.measurements().inference().isPresent())
                .containsExactly(true, false);
        assertThat(results().get(0).measurements().samples()).hasSize(5);
    }

    @Test
    void a_second_command_appends_lines_and_reports_its_own_runs() throws IOException {
        compare("--models", "mlp");
        compare("--models", "nano-gpt");

        assertThat(results()).extracting(result -> result.spec().model()).containsExactly("mlp", "nano-gpt");
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("nano-gpt")
                .doesNotContain("mlp");
    }

    @Test
    void help_names_every_default() {
        assertThat(terminal.run("compare", "--help")).isZero();

        assertThat(terminal.out())
                .contains("--learning-rates=RATE", "Default: 1e-2.", "Default: 2048.", "Default: 50s", "Examples:")
                .doesNotContain("${");
    }

    @Test
    void version_is_shown() {
        assertThat(terminal.run("--version")).isZero();

        assertThat(terminal.out()).startsWith("transformer-bench ");
    }

    private int compare(String... arguments) {
        String[] all = new String[arguments.length + 5];
        all[0] = "compare";
        all[1] = "--steps";
        all[2] = "4";
        all[3] = "--output";
        all[4] = folder.toString();
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return terminal.run(all);
    }

    private List<RunResult> results() {
        return new ResultsFile(folder.resolve("results.jsonl")).read();
    }
}
