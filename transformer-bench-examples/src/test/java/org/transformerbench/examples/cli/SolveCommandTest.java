package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.registry.Registry;

class SolveCommandTest {
    private static final String LITTLE = " --set digits=1 --set testProblems=20 --set validationProblems=10";

    @TempDir
    private Path folder;

    private final Terminal terminal = new Terminal(Real.environment(Registry.discover()));

    private int solve(String arguments) {
        return terminal.run(("solve " + arguments).split(" "));
    }

    @Test
    void a_model_that_is_trained_on_the_spot_solves_problems() {
        assertThat(solve("272+926= 1+999 007+3 --steps 300")).isZero();

        assertThat(terminal.out().lines())
                .hasSize(3)
                .allMatch(line ->
                        line.matches("[0-9]+\\+[0-9]+=[0-9]+ \\(correct; probability (0\\.[0-9]{4}|1\\.0000)\\)"));
        assertThat(terminal.out()).contains("272+926=1198 ", "1+999=1000 ", "7+3=10 ");
    }

    @Test
    void a_model_that_knows_too_little_is_told_the_result() {
        assertThat(solve("7-9 --steps 1" + LITTLE)).isZero();

        assertThat(terminal.out()).startsWith("7-9=").contains("(wrong, it is -2; probability 0.");
        assertThat(terminal.err()).contains("mlp");
    }

    @Test
    void products_are_solved_too() {
        assertThat(solve("3*4 --steps 1" + LITTLE)).isZero();

        assertThat(terminal.out()).startsWith("3*4=").contains("probability 0.");
    }

    @Test
    void a_model_from_a_file_answers_as_it_did_before() {
        Path file = folder.resolve("sums.safetensors");
        assertThat(solve("3+4 9+9 --model tl-transformer --steps 20 --batch-size 32 --save " + file + LITTLE))
                .isZero();
        String before = terminal.out();
        assertThat(solve("3+4 9+9 --model-file " + file)).isZero();

        assertThat(before.lines()).hasSize(2);
        assertThat(terminal.out()).isEqualTo(before + before);
    }

    @Test
    void whole_sequences_are_solved_too() {
        assertThat(solve("3+4 --model nano-gpt --steps 5 --batch-size 32 --set targets=whole_sequence" + LITTLE))
                .isZero();
        assertThat(terminal.out()).startsWith("3+4=").contains("probability");
    }

    @ParameterizedTest
    @CsvSource({
        "12x4, '12x4' is no problem",
        "1+2+3, '1+2+3' is no problem",
        "+2, '+2' is no problem",
        "2722+1, 2722+1 has a number of 4 digits; the model was made for at most 3 (a model for more is trained with --set"
                + " digits=4)",
        "1+222 --set digits=3 --set rightDigits=2, 1+222 has a number of 3 digits; the model was made for at most 2 (a model for"
                + " more is trained with --set rightDigits=3)",
        "1+1 2-1, 2-1 has the operator -; the model was made for +",
        "1+1 --task subtraction, 1+1 has the operator +; the model was made for -",
        "1+1 --task adition, did you mean 'addition'",
        "1+1 --model mpl, did you mean 'mlp'",
        "1+1 --model-file nowhere.safetensors, --model-file: there is no file nowhere.safetensors",
        "1+1 --model-file x --steps 3, --steps: no effect on a model from a file",
    })
    void mistakes_are_explained_before_any_training(String typed, String message) {
        assertThat(solve(typed)).isEqualTo(2);

        assertThat(terminal.err()).containsOnlyOnce("\n").contains(message);
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void a_file_of_something_else_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "to be or not to be");
        assertThat(solve("1+1 --model-file " + file)).isNotZero();
        assertThat(terminal.err()).contains("notes.txt is no valid safetensors file");
    }

    @Test
    void a_model_of_text_solves_nothing() throws Exception {
        Path corpus = Files.writeString(folder.resolve("verse.txt"), "to be or not to be\n".repeat(1000));
        assertThat(solve("1+1 --task text --corpus " + corpus)).isEqualTo(2);
        assertThat(terminal.err()).contains("not one of 'text'");
    }

    @Test
    void training_that_fails_is_one_sentence() {
        assertThat(Terminal.withFakes().run("solve", "1+1", "--model", "broken"))
                .isNotZero();
        Terminal diverging = new Terminal(Real.environment(Registry.discover()));
        assertThat(diverging.run(("solve 1+1 --learning-rate 1e30 --steps 50" + LITTLE).split(" ")))
                .isEqualTo(1);
        assertThat(diverging.err()).contains("There is no trained model: ");
    }
}
