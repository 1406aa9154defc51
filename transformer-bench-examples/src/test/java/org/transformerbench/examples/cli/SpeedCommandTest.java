package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.engine.CompiledTrainer;

/** With the real models and trainers; the times themselves are not looked at. */
class SpeedCommandTest {
    private static final String SMALL =
            "speed --model mlp" + Real.ONE_DIGIT + " --set hiddenWidth=8 --batch-size 16 --warm-up 0.05";

    private final Terminal terminal = new Terminal(Real.environment(Registry.discover()));

    @ParameterizedTest
    @CsvSource({"--threads 2, compiled, 2", "--threads 1 --infer, compiled, 1", "--trainer samediff, samediff, 0"})
    void one_line_of_json_has_all_names_and_positive_values(String typed, String trainer, int threads)
            throws IOException {
        int exitCode = run(SMALL + " --steps 3 " + typed);

        assertThat(exitCode).as(terminal.err()).isZero();
        assertThat(terminal.out().lines()).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(terminal.out());
        List<String> names = new ArrayList<>();
        line.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly(
                        "model",
                        "task",
                        "trainer",
                        "kernels",
                        "threads",
                        "batch",
                        "parameters",
                        "us_per_example",
                        "examples_per_second",
                        "gflops",
                        "peak_gflops",
                        "peak_share",
                        "process_memory_mib");
        assertThat(names.subList(4, names.size()))
                .allSatisfy(name -> assertThat(line.get(name).asDouble()).isPositive());
        assertThat(line.get("model").asText()).isEqualTo("mlp");
        assertThat(line.get("task").asText()).isEqualTo("addition");
        assertThat(line.get("trainer").asText()).isEqualTo(trainer);
        assertThat(line.get("batch").asInt()).isEqualTo(16);
        if (threads > 0) {
            assertThat(line.get("threads").asInt()).isEqualTo(threads);
            assertThat(line.get("kernels").asText()).isIn("plain", "vector");
        }
    }

    @Test
    void a_model_that_falls_back_has_no_arithmetic_and_the_reason_on_standard_error() throws IOException {
        Terminal custom = new Terminal(Real.environment(Registry.discover().with(TableModel.noisy())));

        int exitCode = custom.run(
                ("speed --model noisy" + Real.ONE_DIGIT + " --batch-size 4 --steps 1 --warm-up 0.001").split(" "));

        assertThat(exitCode).as(custom.err()).isZero();
        JsonNode line = new ObjectMapper().readTree(custom.out());
        assertThat(line.has("gflops")).isFalse();
        assertThat(line.has("peak_share")).isFalse();
        assertThat(line.get("kernels").asText()).isNotIn("plain", "vector");
        assertThat(custom.err()).contains("The model 'noisy' is trained by SameDiff itself: ");
    }

    @Test
    void a_model_of_which_a_part_falls_back_has_kernels_but_no_arithmetic() throws IOException {
        Terminal custom = new Terminal(Real.environment(Registry.discover().with(TableModel.rational())));

        int exitCode = custom.run(
                ("speed --model rational" + Real.ONE_DIGIT + " --batch-size 4 --steps 1 --warm-up 0.001").split(" "));

        assertThat(exitCode).as(custom.err()).isZero();
        JsonNode line = new ObjectMapper().readTree(custom.out());
        assertThat(line.has("gflops")).isFalse();
        assertThat(line.get("kernels").asText()).isIn("plain", "vector");
        assertThat(custom.err()).contains("The model 'rational' runs 1 of 5 operations through ND4J");
    }

    /** Opens a session that does not do what it should. */
    private record Idle(UnaryOperator<TrainingSession> spoiled) implements Trainer {
        @Override
        public String id() {
            return "idle";
        }

        @Override
        public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
            return spoiled.apply(new CompiledTrainer().withThreads(1).open(spec));
        }
    }

    /** Gives what it is told instead of a step. */
    private static TrainingSession stepping(TrainingSession session, Supplier<StepResult> step) {
        return (TrainingSession) Proxy.newProxyInstance(
                TrainingSession.class.getClassLoader(),
                new Class<?>[] {TrainingSession.class},
                (self, method, arguments) ->
                        method.getName().equals("step") ? step.get() : method.invoke(session, arguments));
    }

    private Terminal speedOf(UnaryOperator<TrainingSession> spoiled) {
        Terminal custom = new Terminal(Real.environment(Registry.discover().with(new Idle(spoiled))));
        custom.exitCode = custom.run((SMALL + " --steps 1 --trainer idle").split(" "));
        return custom;
    }

    @Test
    void a_trainer_whose_step_does_nothing_has_no_share_of_the_peak() throws IOException {
        Terminal custom = speedOf(session -> stepping(session, () -> new StepResult(1, 0)));

        assertThat(custom.exitCode).as(custom.err()).isZero();
        JsonNode line = new ObjectMapper().readTree(custom.out());
        assertThat(line.get("us_per_example").asDouble()).isPositive();
        assertThat(line.has("gflops")).isFalse();
        assertThat(line.has("peak_share")).isFalse();
        assertThat(custom.err()).contains("The trainer 'idle' ", ", so that it has no flops per second.");
    }

    @Test
    void a_trainer_whose_step_gives_null_is_named() {
        Terminal custom = speedOf(session -> stepping(session, () -> null));

        assertThat(custom.exitCode).isEqualTo(1);
        assertThat(custom.out()).isEmpty();
        assertThat(custom.err()).contains(".step gave null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            speed                                            | Missing required option: '--model=ID'
            speed --model mpl                                | No model 'mpl'; did you mean 'mlp'?
            speed --model mlp --task additon                 | No task 'additon'; did you mean 'addition'?
            speed --model mlp --trainer compild              | No trainer 'compild'; did you mean 'compiled'?
            speed --model mlp --trainer samediff --threads 1 | --threads: the trainer 'samediff' chooses its threads itself
            speed --model mlp --threads 0                    | --threads (0) must be between 1 and 1024
            speed --model mlp --steps 0                      | --steps (0) must be at least 1
            speed --model mlp --batch-size many              | Invalid value for option '--batch-size': 'many' is not a whole number
            speed --model mlp --batch 3                      | Possible solutions: --batch-size
            speed --model mlp --batch-size 0                 | --batch-size (0) must be at least 1
            speed --model mlp --stesp 3                      | Possible solutions: --steps
            speed --model mlp --set digts=2                  | Unknown key 'digts'; did you mean 'digits'?
            speed --model mlp --set batchSize=2              | Unknown key 'batchSize'
            speed --model mlp --set digits=19                | addition: digits (19) must be between
            speed --model mlp --set mpl.hiddenWidth=2        | Nothing is called 'mpl' in 'mpl.hiddenWidth'; did you mean 'mlp'?
            speed --model mlp --set mlp.hidenWidth=2         | did you mean 'hiddenWidth'?
            speed --model mlp --corpus some.txt              | --corpus: the task 'addition' reads no text
            describe --model nanogpt                         | No model 'nanogpt'; did you mean 'nano-gpt'?
            describe --model nano-gpt --set heads=3          | must be divisible by heads (3)
            describe --model mlp --plugins missing.jar       | --plugins: there is no file missing.jar
            """)
    void a_mistake_is_one_message_and_exit_code_2(String command, String message) {
        int exitCode = run(command);

        assertThat(terminal.err()).contains(message).doesNotContain("\tat ");
        assertThat(terminal.out()).isEmpty();
        assertThat(exitCode).isEqualTo(2);
    }

    private int run(String command) {
        return terminal.run(command.split(" "));
    }
}
