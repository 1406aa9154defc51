package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.engine.CompiledTrainer;

/** A grid that is made in shards and put together is the grid that one machine makes. */
class CompareShardsTest {
    @TempDir
    private Path folder;

    private final Terminal terminal = Terminal.withFakes();
    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("grid.yaml"), """
                title: Parted
                experiments:
                  - task: addition
                    models: [mlp, tl-transformer]
                    learningRates: [1e-2, 1e-3]
                    seeds: [1, 2]
                    training: {batchSize: 16, maxSteps: 6, evaluationInterval: 2}
                    settings: {digits: 1, testProblems: 20, validationProblems: 10}
                """);
    }

    private int run(Terminal used, String command) {
        return used.run(command.replace("GRID", file.toString())
                .replace("OUT", folder.toString())
                .split(" "));
    }

    private int run(String command) {
        return run(terminal, command);
    }

    private List<RunResult> results(String name) {
        return new ResultsFile(folder.resolve(name).resolve("results.jsonl")).read();
    }

    private static Terminal real() {
        return new Terminal(Real.environment(Registry.empty()
                .with(new AdditionTask())
                .with(new Mlp())
                .with(new TlTransformer())
                .with(new CompiledTrainer())));
    }

    /** Returns all that a run computes, without its times. */
    private static List<Object> numbers(RunResult result) {
        List<Object> numbers = new ArrayList<>(List.of(
                result.runId(),
                result.outcome(),
                result.measurements().parameters(),
                result.measurements().training().steps(),
                result.measurements().lastEvaluation(),
                result.measurements().references(),
                result.measurements().samples(),
                result.measurements().taskMetrics(),
                result.measurements().judged()));
        result.curve().forEach(point -> numbers.addAll(List.of(point.step(), point.train(), point.validation())));
        return numbers;
    }

    @Test
    void three_shards_put_together_are_the_whole_grid() {
        Terminal real = real();
        String compare = "compare --file GRID --no-inference --output OUT/";
        assertThat(run(real, compare + "whole")).as(real.err()).isZero();
        for (int number = 1; number <= 3; number++) {
            assertThat(run(real, compare + "grid --shard " + number + "/3"))
                    .as(real.err())
                    .isZero();
        }
        assertThat(run(real, "merge OUT/grid --output OUT/all")).as(real.err()).isZero();

        assertThat(results("grid/shard-1-of-3")).hasSize(3);
        assertThat(results("grid/shard-3-of-3")).hasSize(2);
        assertThat(results("whole")).hasSize(8);
        assertThat(results("all").stream().map(CompareShardsTest::numbers))
                .isEqualTo(results("whole").stream()
                        .map(CompareShardsTest::numbers)
                        .toList());

        // The whole grid and its shards have no number in which they differ.
        assertThat(run(real, "report OUT/whole OUT/grid --output OUT/both --format csv"))
                .as(real.err())
                .isZero();
        assertThat(real.err())
                .contains(
                        "Report of 8 runs: ",
                        "8 runs are in several folders, with the same numbers; times and machine");
        assertThat(folder.resolve("both/report.csv")).content().hasLineCount(9);
    }

    @Test
    void the_same_shard_again_makes_what_is_missing() throws IOException {
        String command = "compare --models mlp,nano-gpt --seeds 1,2,3 --steps 4 --shard 2/2 --output OUT";
        assertThat(run(command)).isZero();
        Path lines = folder.resolve("shard-2-of-2/results.jsonl");
        List<String> all = Files.readAllLines(lines);
        assertThat(results("shard-2-of-2"))
                .extracting(
                        result -> result.spec().model() + " " + result.spec().seed())
                .containsExactly("mlp 2", "nano-gpt 1", "nano-gpt 3");
        String advice = "merge " + folder + " --output " + folder;
        assertThat(terminal.err()).contains("This was shard 2/2; '" + advice + "' puts all shards");
        assertThat(run(advice)).as(terminal.err()).isZero();

        Files.writeString(lines, all.get(0) + "\n" + all.get(2) + "\n");
        Terminal second = Terminal.withFakes();
        assertThat(run(second, command)).isZero();

        assertThat(results("shard-2-of-2"))
                .extracting(result -> result.spec().seed())
                .containsExactly(2L, 3L, 1L);
        assertThat(second.err()).contains("2 of 3 runs are finished already in " + lines);
    }

    @Test
    void a_shard_without_a_run_is_a_success_that_says_so() {
        String command = "compare --models mlp --seeds 1,2 --steps 4 --output OUT --shard ";
        assertThat(run(command + "3/3")).isZero();

        Path lines = folder.resolve("shard-3-of-3/results.jsonl");
        assertThat(terminal.err())
                .contains("Shard 3/3 has no run: the study has fewer runs than shards. " + lines
                        + " is there for 'merge'.");
        assertThat(lines).isEmptyFile();

        run(command + "1/3");
        Terminal merging = Terminal.withFakes();
        assertThat(run(merging, "merge OUT --output OUT/all")).isZero();
        assertThat(merging.err()).contains("1 run of 2 files of results: ", "Missing: shard 2 of 3 in " + folder);
    }

    @Test
    void models_and_checkpoints_of_a_shard_are_in_its_folder() {
        run("compare --models mlp --seeds 1,2 --steps 4 --save --output OUT --shard 1/2");

        assertThat(folder.resolve("shard-1-of-2/models").toFile().list()).hasSize(1);
        assertThat(folder.resolve("models")).doesNotExist();
        assertThat(folder.resolve("results.jsonl")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --shard 0/8 | --shard: shard (0/8) must be NUMBER/COUNT, as 3/8, with whole numbers and a NUMBER from 1 to COUNT; where a scheduler counts from 0, add 1
            --shard 9/8 | --shard: shard (9/8) must be NUMBER/COUNT
            --shard x/8 | --shard: shard (x/8) must be NUMBER/COUNT
            --shard 3/0 | --shard: shard (3/0) must be NUMBER/COUNT
            --shard 1/2 --seeds until-decided | --shard 1/2 cannot be given beside seeds until-decided
            --shard 1/2 --tune-runs 3 | --shard 1/2 cannot be given where values are searched
            """)
    void a_shard_that_makes_no_sense_is_one_message(String options, String message) {
        assertThat(run("compare --models mlp,nano-gpt --steps 4 --output OUT/out " + options))
                .isEqualTo(2);

        assertThat(terminal.err()).contains(message).doesNotContain("\tat ");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void a_search_in_a_file_is_not_parted_either() throws IOException {
        Files.writeString(
                file, "experiments: [{task: addition, models: [mlp], training: {maxSteps: 4}, tuning: {runs: 3}}]");

        assertThat(run("compare --file GRID --output OUT/out --shard 1/2")).isEqualTo(2);
        assertThat(terminal.err()).contains("--shard 1/2 cannot be given where values are searched");
    }

    @Test
    void a_shard_that_has_a_left_out_model_alone_says_so() {
        Terminal real = real();
        assertThat(
                        run(
                                real,
                                "compare --models mlp,tl-transformer --steps 2 --set targets=WHOLE_SEQUENCE --set digits=1"
                                        + " --set testProblems=20 --set validationProblems=10 --no-inference --output OUT --shard 1/2"))
                .as(real.err())
                .isEqualTo(3);
        assertThat(real.err()).doesNotContain("runs failed");
    }
}
