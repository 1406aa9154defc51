package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands and the start of ND4J in a program, by the arguments that it is made for. */
class ProgramTest {
    private final AtomicBoolean asked = new AtomicBoolean();
    // To begin is to ask for a GPU's backend; that it is there ends it, so that no thread is left behind.
    private final BackendCheck backend = new BackendCheck(() -> {}, name -> {
        asked.set(true);
        return true;
    });

    private Program program(String... arguments) {
        return new Program(Terminal.environment(backend), arguments);
    }

    static Stream<String> commands() {
        return Terminal.withFakes().commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_program_for_one_command_has_that_one_only(String command) {
        assertThat(program(command, "--help").commandLine().getSubcommands()).containsOnlyKeys(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "no-command", "--verbose"})
    void any_other_program_has_all_commands(String argument) {
        assertThat(program(argument).commandLine().getSubcommands().keySet())
                .containsExactlyElementsOf(commands().toList())
                .contains("compare", "describe");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_that_computes_starts_its_backend_before_its_options_are_read(String command) {
        program(command);
        assertThat(asked.get())
                .isEqualTo(!Set.of("export", "list", "merge", "report").contains(command));
    }

    @ParameterizedTest
    @CsvSource({
        "predict --model sums.safetensors 1+2, false",
        "predict --model=sums.safetensors 1+2, false",
        "predict --model-file sums 1+2, false",
        "predict --model mlp 1+2, true",
        "predict 1+2 --save sums.safetensors, true",
        "sample --model names.safetensors, true"
    })
    void a_prediction_by_a_model_from_a_file_needs_no_backend(String line, boolean needed) {
        program(line.split(" "));
        assertThat(asked.get()).isEqualTo(needed);
    }

    @Test
    void help_as_a_word_is_help_as_an_option() {
        assertThat(helpOf("help", "compare")).startsWith("Usage: transformer-bench compare ");
        assertThat(helpOf("help")).startsWith("Usage: transformer-bench ").contains("describe", "speed");
        assertThat(asked).isFalse();
    }

    private String helpOf(String... arguments) {
        StringWriter out = new StringWriter();
        Program program = program(arguments);
        program.commandLine().setOut(new PrintWriter(out, true));
        assertThat(program.run(arguments)).isZero();
        return out.toString().strip().replaceAll("^.*\\R*Usage", "Usage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--verbose"})
    void help_and_log_lines_come_before_the_backend(String option) {
        program("compare", option);
        assertThat(asked).isFalse();
    }
}
