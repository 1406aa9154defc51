package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every command that trains takes a number of threads. */
class ThreadOptionTest {
    private static final String GRID = """
            experiments:
              - task: addition
                models: [mlp]
                training: {maxSteps: 2, batchSize: 8}
                settings: {digits: 2, testProblems: 20, validationProblems: 20}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine program =
            Program.standard().commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    private int run(String command) {
        return program.execute(command.split(" "));
    }

    @Test
    void the_commands_that_train_have_it_and_no_others() {
        List<String> commands = program.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> command.findOption("--threads") != null)
                .map(CommandSpec::name)
                .toList();
        assertThat(commands).containsExactlyInAnyOrder("compare", "predict", "solve", "sample", "speed");
    }

    @Test
    void the_result_has_the_number_and_is_the_same() throws IOException {
        Path file = Files.writeString(folder.resolve("grid.yaml"), GRID);
        assertThat(run("compare --file " + file + " --no-inference --threads 1 --output " + folder.resolve("one")))
                .isZero();
        assertThat(run("compare --file " + file + " --no-inference --threads 3 --output " + folder.resolve("three")))
                .isZero();

        RunResult one = result("one");
        RunResult three = result("three");
        assertThat(one.provenance().threads()).isEqualTo(1);
        assertThat(three.provenance().threads()).isEqualTo(3);
        assertThat(three.runId()).isEqualTo(one.runId());
        assertThat(three.measurements().lastEvaluation().train())
                .isEqualTo(one.measurements().lastEvaluation().train());
    }

    private RunResult result(String output) {
        return new ResultsFile(folder.resolve(output).resolve("results.jsonl"))
                .read()
                .get(0);
    }

    @Test
    void solve_trains_with_it() {
        assertThat(run("solve 1+2 --set digits=2 --set testProblems=20 --set validationProblems=20 --steps 2"
                        + " --batch-size 8 --threads 1"))
                .isZero();
        assertThat(out.toString()).startsWith("1+2=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compare", "solve 1+2", "speed --model mlp", "sample --task addition"})
    void a_trainer_that_cannot_be_told_is_an_error(String command) {
        assertThat(run(command + " --trainer samediff --threads 2")).isEqualTo(2);
        assertThat(err.toString()).contains("--threads: the trainer 'samediff' chooses its threads itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compare", "solve 1+2", "speed --model mlp", "sample --task addition"})
    void it_is_a_number_that_a_processor_may_have(String command) {
        assertThat(run(command + " --threads 0")).isEqualTo(2);
        assertThat(err.toString()).contains("--threads (0) must be between 1 and 1024");
        assertThat(run(command + " --threads 100000")).isEqualTo(2);
        assertThat(err.toString()).contains("--threads (100000) must be between 1 and 1024");
    }
}
