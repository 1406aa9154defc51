package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialFile;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.engine.CompiledTrainer;

/** The search of values and the adding of seeds, as a user sees them. */
class CompareTuningTest {
    @TempDir
    private Path folder;

    private final Terminal terminal = terminal();

    private static Terminal terminal() {
        return new Terminal(Real.environment(Registry.empty()
                .with(new AdditionTask())
                .with(new Mlp())
                .with(new TlTransformer())
                .with(new CompiledTrainer())));
    }

    private int compare(String... options) {
        List<String> all = new ArrayList<>(
                List.of("compare", "addition", "--models", "tl-transformer,mlp", "--output", folder.toString()));
        all.addAll(List.of("--steps", "9", "--batch-size", "16", "--no-inference"));
        all.addAll(List.of(Real.ONE_DIGIT.strip().split(" ")));
        all.addAll(List.of(options));
        return terminal.run(all.toArray(String[]::new));
    }

    private List<RunResult> results() {
        return new ResultsFile(folder.resolve("results.jsonl")).read();
    }

    private List<Trial> trials() {
        return TrialFile.open(folder.resolve("tuning.jsonl")).trials();
    }

    @Test
    void each_model_is_tuned_and_then_judged_with_the_seeds() throws IOException {
        assertThat(compare("--tune-runs", "9", "--seeds", "1,2"))
                .as(terminal.err())
                .isZero();

        assertThat(results()).hasSize(4);
        assertThat(trials()).extracting(Trial::model).contains("tl-transformer", "mlp");
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("## Tuning", "Expected best validation score", "Effect of each value", "chosen values");
        assertThat(terminal.err())
                .contains("[tuning] mlp, configuration 1, ", "mlp: the best of 9 configurations has ");
        assertThat(folder.resolve("tuning")).doesNotExist();
    }

    @Test
    void a_learning_rate_that_is_typed_is_not_searched() {
        assertThat(compare("--tune-runs", "3", "--learning-rates", "5e-3"))
                .as(terminal.err())
                .isZero();

        assertThat(results())
                .extracting(result -> result.spec().trainingConfig().learningRate())
                .containsOnly(5e-3);
    }

    @Test
    void the_same_command_again_tunes_nothing() {
        compare("--tune-runs", "3");
        List<Trial> before = trials();
        assertThat(compare("--tune-runs", "3")).as(terminal.err()).isZero();
        assertThat(trials()).isEqualTo(before);
        assertThat(results()).hasSize(2);
    }

    @Test
    void reports_hold_the_tuning() throws IOException {
        compare("--tune-runs", "9");
        assertThat(terminal.run("report", folder.toString(), "--output", folder.toString()))
                .as(terminal.err())
                .isZero();
        assertThat(Files.readString(folder.resolve("report.html"))).contains("Expected best validation");
    }

    @Test
    void seeds_are_added_until_the_leading_pair_is_decided_or_they_are_used_up() {
        assertThat(compare("--seeds", "until-decided", "--most-seeds", "8"))
                .as(terminal.err())
                .isZero();
        assertThat(results().size()).isBetween(2, 16);
        assertThat(folder.resolve("comparison.json")).exists();
    }

    @Test
    void a_file_can_add_seeds_too() throws IOException {
        Path file = Files.writeString(folder.resolve("study.yaml"), """
                title: Two models
                experiments:
                  - task: addition
                    models: [tl-transformer, mlp]
                    seeds: until-decided
                    mostSeeds: 6
                    training: {maxSteps: 2, batchSize: 16}
                    settings: {digits: 1, testProblems: 20, validationProblems: 10}
                """);
        assertThat(terminal.run("compare", "--file", file.toString(), "--no-inference", "--output", folder.toString()))
                .as(terminal.err())
                .isZero();

        assertThat(results().size()).isIn(10, 12);
        assertThat(terminal.err()).containsOnlyOnce("Two models").contains("tl-transformer", " seeds");
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("Bonferroni's correction for repeated tests");
    }

    @Test
    void mistakes_name_the_option() {
        refused("--max-parameters", "--max-parameters", "100");
        refused("--most-seeds", "--most-seeds", "5");
        refused("--seeds (soon) must be whole numbers, or until-decided", "--seeds", "soon");
        refused("did you mean 'until-decided'?", "--seeds", "until-decide");
        refused("--seeds: until-decided stands alone", "--seeds", "until-decided,3");
        refused("models (1) must be at least 2", "--seeds", "until-decided");
        refused("--tune-range: tuning.ranges: Unknown key 'rate'", "--tune-runs", "2", "--tune-range", "rate=1..2");
        refused(
                "--tune-range: tuning.ranges: learningRate (1e-2..1e-3) must have its lower end first",
                "--tune-runs",
                "2",
                "--tune-range",
                "learningRate=1e-2..1e-3");
        refused("--learning-rates: ", "--tune-runs", "2", "--learning-rates", "0.9");
        refused("--most-seeds: mostSeeds (3) must be at least 4", "--seeds", "until-decided", "--most-seeds", "3");
        refused("--most-seeds: mostSeeds (0) must be at least 4", "--seeds", "until-decided", "--most-seeds", "0");
        refused("must lie inside", "--tune-runs", "2", "--tune-range", "learningRate=1e-9..1e-3");
        refused(
                "--max-parameters: tuning.maxParameters (10) must be at least ",
                "--tune-runs",
                "2",
                "--max-parameters",
                "10");
        refused("--tune-steps: tuning.steps (5) must be at least ", "--tune-steps", "5", "--steps", "400");
        refused("--tune (PT0S) must be longer than nothing, for example 5m", "--tune", "0s");
        refused("--tune-runs (0) must be at least 1", "--tune-runs", "0");
        refused("seeds ([0]) must not hold 0, the seed of the tuning's trials", "--tune-runs", "2", "--seeds", "0");
        refused(
                "--tune-range: tuning.ranges: learningRate (1e-3..1e-3) must have two different ends; for one value write learningRate=1e-3",
                "--tune-runs",
                "2",
                "--tune-range",
                "learningRate=1e-3..1e-3");
        refused("patience (non) must be a whole number, or none; did you mean 'none'?", "--set", "patience=non");
        refused("reversed (answr) must be true or false, or answer; did you mean 'answer'?", "--set", "reversed=answr");
        refused("learningRates", "--tune-runs", "2", "--learning-rates", "1e-2,1e-3");
    }

    private void refused(String reason, String... options) {
        Terminal fresh = terminal();
        List<String> all = new ArrayList<>(List.of("compare", "--models", "mlp", "--output", folder.toString()));
        if (!List.of(options).contains("--steps")) {
            all.addAll(List.of("--steps", "9"));
        }
        all.addAll(List.of(Real.ONE_DIGIT.strip().split(" ")));
        all.addAll(List.of(options));
        assertThat(fresh.run(all.toArray(String[]::new))).as(reason).isEqualTo(2);
        assertThat(fresh.err()).contains(reason);
    }
}
