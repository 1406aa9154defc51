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
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.registry.Registry;

class SampleCommandTest {
    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void corpus() throws IOException {
        Files.writeString(folder.resolve("verse.txt"), "to be or not to be, that is the question:\n".repeat(60));
        model = folder.resolve("verse.safetensors");
    }

    private Terminal terminal(String... arguments) {
        Terminal terminal = new Terminal(Real.environment(Registry.discover()));
        List<String> all = new ArrayList<>(List.of("sample"));
        all.addAll(List.of(arguments));
        terminal.exitCode = terminal.run(all.toArray(String[]::new));
        return terminal;
    }

    private Terminal train(String id, int steps, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "--model=" + id,
                "--task=text",
                "--corpus=" + folder.resolve("verse.txt"),
                "--set=contextLength=16",
                "--steps=" + steps,
                "--length=40",
                "--save=" + model));
        all.addAll(List.of(more));
        return terminal(all.toArray(String[]::new));
    }

    @Test
    void a_model_that_is_trained_on_the_spot_goes_on_with_its_text() {
        Terminal terminal = train("tl-transformer", 150, "--greedy", "--prompt=to be");

        assertThat(terminal.exitCode).as(terminal.err()).isZero();
        assertThat(terminal.out()).startsWith("to be").contains("question").hasSize(5 + 40 + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "nano-gpt"})
    void a_saved_model_writes_the_same_text_with_the_same_seed(String id) {
        String before = train(id, 5, "--prompt=be\\nto").out();

        String[] same = {"--model-file=" + model, "--length=40", "--prompt=be\\nto"};
        assertThat(before).startsWith("be\nto").hasSize(5 + 40 + 1);
        assertThat(terminal(same).out()).isEqualTo(before);
        assertThat(terminal(same[0], same[1], same[2], "--seed=2").out()).isNotEqualTo(before);
    }

    @Test
    void no_temperature_is_greedy_and_so_is_a_choice_among_one() {
        train("mlp", 5);
        String greedy = terminal("--model-file=" + model, "--greedy").out();

        assertThat(greedy).startsWith("\n").hasSize(1 + 500 + 1);
        assertThat(terminal("--model-file=" + model, "--temperature=0").out()).isEqualTo(greedy);
        assertThat(terminal("--model-file=" + model, "--temperature=9", "--top-k=1")
                        .out())
                .isEqualTo(greedy);
    }

    /** All words of three of four letters but "dab", so that a model of them meets each of its parts. */
    private Path words() throws IOException {
        StringBuilder rows = new StringBuilder("word\n");
        for (int word = 0; word < 64; word++) {
            String letters = "" + "abcd".charAt(word / 16) + "abcd".charAt(word / 4 % 4) + "abcd".charAt(word % 4);
            rows.append(letters.equals("dab") ? "" : letters + "\n");
        }
        return Files.writeString(folder.resolve("words.csv"), rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "nano-gpt"})
    void lines_are_written_with_where_they_stand_in_the_data(String id) throws IOException {
        String[] training = {
            "--task=lines",
            "--set=data=" + words(),
            "--model=" + id,
            "--steps=200",
            "--batch-size=32",
            "--save=" + model
        };
        List<String> all = new ArrayList<>(List.of(training));
        all.addAll(List.of("--lines=60", "--temperature=1"));
        Terminal trained = terminal(all.toArray(String[]::new));

        assertThat(trained.exitCode).as(trained.err()).isZero();
        assertThat(trained.out().lines())
                .hasSize(60)
                .allMatch(line -> line.matches(
                        "[a-d]* \\((new|in the (training|validation|test) data|has no end, and was cut)\\)"))
                .anyMatch(line -> line.matches("[a-d]{3} \\(in the training data\\)"))
                .noneMatch(line -> line.startsWith("dab (in"));
        String begun = terminal("--model-file=" + model, "--lines=3", "--prompt=da", "--greedy")
                .out();
        assertThat(begun.lines()).hasSize(3).allMatch(line -> line.startsWith("da"));
        assertThat(terminal("--model-file=" + model, "--lines=60", "--temperature=1")
                        .out())
                .isEqualTo(trained.out());
    }

    @Test
    void what_no_line_can_begin_with_is_refused() throws IOException {
        Terminal unknown = terminal("--task=lines", "--set=data=" + words(), "--prompt=az");
        assertThat(unknown.exitCode).isEqualTo(2);
        assertThat(unknown.err()).contains("--prompt: 1 of its characters or words are not in the training data");

        Terminal longer = terminal("--task=lines", "--set=data=" + words(), "--prompt=abcda");
        assertThat(longer.exitCode).isEqualTo(2);
        assertThat(longer.err()).contains("--prompt: it makes 6 tokens; the model reads at most 4");
    }

    @Test
    void a_model_that_answers_writes_nothing_by_itself() {
        Terminal terminal = terminal("--task=addition");
        assertThat(terminal.exitCode).isEqualTo(2);
        assertThat(terminal.err()).contains("A model of 'addition' writes no text of its own; 'predict' asks it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--prompt=Zo\u00e9 to | --prompt: the model does not know 'Z', '\u00e9'; it knows the 16 characters \\n ,:ab",
                "--prompt=to\u202e | --prompt: the model does not know U+202E; it knows the 16 characters \\n ,:ab",
                "--length=0 | --length (0) must be at least 1",
                "--top-k=0 | --top-k (0) must be at least 1",
                "--temperature=-1 | --temperature (-1.0) must be",
                "--model=nanogpt | did you mean 'nano-gpt'",
                "--set=heads=3 | must be divisible by heads (3)",
            })
    void mistakes_are_explained_before_any_training(String typed, String message) {
        Terminal terminal = terminal(
                "--task=text",
                "--corpus=" + folder.resolve("verse.txt"),
                "--set=contextLength=16",
                "--steps=1",
                "--save=" + model,
                typed);

        assertThat(terminal.exitCode).isEqualTo(2);
        assertThat(terminal.err()).contains(message);
        assertThat(terminal.out()).isEmpty();
        assertThat(model).doesNotExist();
    }
}
