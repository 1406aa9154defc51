package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareErrorsTest {
    @TempDir
    private Path folder;

    private final Terminal terminal = Terminal.withFakes();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            comapre                                      | Unknown command 'comapre'; did you mean 'compare'? There are: compare, export,
            repot --help                                 | Unknown command 'repot'; did you mean 'report'?
            --verbose repot                              | Unknown command 'repot'; did you mean 'report'?
            --models mlp compare                         | The command comes first: transformer-bench compare --models mlp
            --model mlp describe                         | The command comes first: transformer-bench describe --model mlp
            describe mlp                                 | Did you mean: transformer-bench describe --model mlp
            speed mlp --steps 3                          | Did you mean: transformer-bench speed --model mlp
            sample mlp                                   | Did you mean: transformer-bench sample --model mlp
            compare mlp                                  | 'mlp' is a model: --models mlp
            compare --modles mlp                         | Possible solutions: --models
            compare addition subtraction                 | Unmatched argument at index 2: 'subtraction'
            compare addition --save models               | --save takes no value: Keep each trained model in the folder models of the output folder
            compare additon                              | No task 'additon'; did you mean 'addition'? Known: addition, poems.
            compare --models nanogpt                     | No model 'nanogpt'; did you mean 'nano-gpt'? Known: broken, mlp, nano-gpt, unstable.
            compare --models mlp,mlp                     | models ([mlp, mlp]) must not repeat a value
            compare --trainer compild                    | No trainer 'compild'; did you mean 'compiled'?
            compare --time soon                          | 'soon' is no duration; write 40s, 2m, 1h30m or a number of seconds
            compare --time 0                             | --time: maxTime (PT0S) must be longer than nothing
            compare --checkpoint-every soon              | --checkpoint-every: 'soon' is no duration; write 40s,
            compare --checkpoint-every=-1s               | --checkpoint-every: interval (PT-1S) must not be negative; or write 'none'
            compare --steps 0                            | --steps: maxSteps (0) must be at least 1
            compare --steps many                         | Invalid value for option '--steps': 'many' is not a whole number
            compare --tokens -1                          | --tokens: maxTokens (-1) must be at least 1
            compare --batch-size 2.5                     | --batch-size: batchSize (2.5) must be a whole number
            compare --interval 0                         | --interval: evaluationInterval (0) must be at least 1
            compare --stop-accuracy 99                   | --stop-accuracy: stopAccuracy (99.0) must be at least 0.0 and below 1.0
            compare --learning-rates 1e-3,fast           | 'fast' is not a number, such as 1e-3 or 0.5
            compare --learning-rates 0                   | --learning-rates: learningRate (0.0) must be a finite number above 0
            compare --steps 1.5                          | '1.5' is not a whole number
            compare --steps 99999999999999999999         | '99999999999999999999' is too large a number
            compare --set digits=2 --set digits=3        | --set digits is given twice; one value would be lost
            compare --set digits                         | Value for option '--set' (KEY=VALUE) should be in KEY=VALUE format but was digits
            compare --output=                            | Invalid value for option '--output': the path is empty; the current folder is '.'
            compare --seeds one                          | --seeds (one) must be whole numbers, or until-decided
            compare --set digts=2                        | Unknown key 'digts'; did you mean 'digits'?
            compare --set digits=12                      | digits (12) must be between 1 and 9
            compare --set nano-gpt.heads=no              | heads (no) must be a whole number
            compare --set nanogpt.heads=2                | did you mean 'nano-gpt'?
            compare --set learningRate=1                 | --set learningRate has no effect; use --learning-rates
            compare --set preset=strict                  | --set preset has no effect; use --protocol
            compare --set protocol.preset=strict         | --set protocol.preset has no effect; use --protocol
            compare --set evaluationDropout=perhaps      | protocol: evaluationDropout (perhaps) must be true or false
            compare --set protocol.dropout=true          | protocol: Unknown key 'dropout' of Protocol
            compare --protocol stritc                    | --protocol: No protocol 'stritc'; did you mean 'strict'? Known: strict, notebook-2023
            compare --flops 0                       | --flops: maxFlops (0.0) must be a finite number above 0
            compare --corpus some.txt                    | --corpus: the task 'addition' reads no text; those that do: poems
            compare poems --corpus .                     | --corpus: . is a folder, not a file
            compare poems --corpus /dev/null             | --corpus: /dev/null is a pipe or a device, and may be read once only
            compare --continue-from missing.safetensors  | --continue-from: there is no file missing.safetensors (seen from
            compare --continue-from .                    | --continue-from: . is a folder, not a file
            compare poems --corpus missing.txt           | --corpus: there is no file missing.txt (seen from
            compare poems                                | There is no text; name one with --corpus
            compare poems --set corpus=missing.csv       | missing.csv does not exist
            compare --cluster                            | --cluster: spark.master is not set; start the program with spark-submit
            compare --cluster --save --parallel 2        | --cluster makes the runs in other processes, where --save, --parallel have no effect
            compare --cluster --checkpoint-every 5s      | where --checkpoint-every without --checkpoints has no effect
            compare --checkpoints file:///shared         | --checkpoints (file:///shared) is for runs on a cluster: add --cluster
            compare --plugins missing.jar                | --plugins: there is no file missing.jar (seen from
            """)
    void a_mistake_is_one_message_and_exit_code_2(String command, String message) {
        int exitCode = run(command);

        assertThat(terminal.err()).contains(message).doesNotContain("\tat ");
        assertThat(terminal.err().lines().count()).isLessThanOrEqualTo(3);
        assertThat(terminal.out()).isEmpty();
        assertThat(exitCode).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void data_that_cannot_be_had_is_one_message_and_exit_code_1() {
        int exitCode = run("compare poems --set corpus=unreachable.csv");

        assertThat(terminal.err().lines()).containsExactly("unreachable.csv is no text");
        assertThat(exitCode).isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void without_a_command_the_commands_are_named() {
        assertThat(terminal.run()).isEqualTo(2);

        assertThat(terminal.err())
                .contains(
                        "A command is missing; there are: compare, export, import, list, merge, predict, report, sample, solve, speed, describe",
                        "--help");
    }

    @Test
    void an_output_folder_that_is_a_file_is_a_mistake() throws IOException {
        Path file = Files.createFile(folder.resolve("taken"));

        assertThat(terminal.run("compare", "--steps", "1", "--output", file.toString()))
                .isEqualTo(2);

        assertThat(terminal.err())
                .contains(
                        "--output: " + file.resolve("results.jsonl") + " cannot be written: " + file + " is no folder");
    }

    @Test
    void exit_code_1_and_the_reasons_when_all_runs_fail() {
        int exitCode = run("compare --models broken --seeds 1,2 --steps 1");

        assertThat(terminal.err())
                .contains("broken, learning rate 1e-2, seed 2, failed: ModelException: broken: a parameter")
                .contains("All 2 runs failed.")
                .doesNotContain("\tat ");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void a_run_that_fails_does_not_stop_the_others() {
        int exitCode = run("compare --models broken,mlp --steps 1");

        assertThat(exitCode).isZero();
        assertThat(terminal.out()).contains("failed", "completed");
        assertThat(terminal.err()).contains("broken, learning rate 1e-2, seed 1, failed:");
    }

    @Test
    void an_unexpected_error_shows_its_stack_trace_only_with_verbose() {
        BackendCheck works = new BackendCheck(() -> {}, name -> true);
        Environment broken = new Environment(
                loader -> {
                    throw new IllegalStateException("no registry today");
                },
                works,
                Terminal.environment(works).progress());
        Terminal quiet = new Terminal(broken);
        Terminal verbose = new Terminal(broken);

        assertThat(quiet.run("compare")).isEqualTo(1);
        assertThat(verbose.run("compare", "--verbose")).isEqualTo(1);

        assertThat(quiet.err()).isEqualToNormalizingNewlines("""
                        Unexpected: java.lang.IllegalStateException: no registry today
                        Add --verbose for the stack trace.
                        """);
        assertThat(verbose.err()).contains("no registry today", "\tat ");
    }

    @Test
    void a_missing_gpu_is_one_sentence_and_exit_code_1() {
        BackendCheck noGpu = new BackendCheck(
                () -> {
                    throw new ExceptionInInitializerError("no backend");
                },
                name -> true);
        Terminal withoutGpu = new Terminal(Terminal.environment(noGpu));

        int exitCode = withoutGpu.run("compare", "--steps", "1", "--output", folder.toString());

        assertThat(withoutGpu.err()).contains("build without -Pcuda").doesNotContain("\tat ");
        assertThat(withoutGpu.err().lines()).hasSize(1);
        assertThat(exitCode).isEqualTo(1);
    }

    private int run(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        if (command.startsWith("compare ")) {
            arguments.addAll(List.of("--output", folder.toString()));
        }
        return terminal.run(arguments.toArray(String[]::new));
    }
}
