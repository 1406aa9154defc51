package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.examples.progress.PlainProgress;

class PredictCommandTest {
    private static final String HEADING = "input\tprediction\tprobability\n";
    private static final String PROBABILITY = "(0\\.[0-9]{4}|1\\.0000|[1-9]\\.[0-9]{3}e-[0-9]+)";

    @TempDir
    private Path folder;

    private String standardInput = "";

    private final Terminal terminal = new Terminal(new Environment(
            loader -> Registry.discover(),
            BackendCheck.nd4j(),
            writer -> new PlainProgress(writer, System::nanoTime),
            () -> new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8))));

    private int predict(String arguments) {
        return terminal.run(("predict " + arguments).split(" "));
    }

    private Path file(String name, byte... bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void a_model_that_is_trained_on_the_spot_predicts_what_was_typed() {
        assertThat(predict("272+926= 1+999 007+3 --steps 300")).isZero();

        assertThat(terminal.out()).startsWith(HEADING);
        assertThat(terminal.out().lines().skip(1))
                .hasSize(3)
                .allMatch(line -> line.matches("[0-9+=]+\t[0-9]+\t" + PROBABILITY));
        assertThat(terminal.out()).contains("272+926=\t1198\t", "1+999\t1000\t", "007+3\t10\t");
    }

    /** Windows of last positions, whole sequences with keys and values, and answers of different lengths. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--model mlp",
                "--model tl-transformer --set targets=whole_sequence --set lossOnQuestion=false",
                "--model nano-gpt --set targets=whole_sequence --set padded=false --task subtraction"
            })
    void a_model_from_a_file_predicts_what_it_did_before(String training) throws IOException {
        String sign = training.contains("subtraction") ? "-" : "+";
        String texts = "3" + sign + "4 9" + sign + "9";
        Path model = folder.resolve("model.safetensors");
        Path input = file("problems.txt", texts.replace(' ', '\n').getBytes(StandardCharsets.UTF_8));
        assertThat(predict(texts + " " + training + " --steps 20 --batch-size 32 --save " + model + Real.ONE_DIGIT))
                .as(terminal.err())
                .isZero();
        String before = terminal.out();

        assertThat(before.lines()).hasSize(3);
        String whole = before;
        for (String options : List.of("--model ", "--model-file ", "--trainer compiled --model-file ")) {
            assertThat(predict("--input " + input + " " + options + model))
                    .as(terminal.err())
                    .isZero();
            whole += before;
            assertThat(terminal.out()).isEqualTo(whole);
        }
    }

    @Test
    void lines_come_from_standard_input_and_go_out_as_json() {
        standardInput = "\ufeff1+1\r\n 2 + 2 \n3+3";

        assertThat(predict("--input - --format jsonl --steps 3" + Real.ONE_DIGIT))
                .isZero();

        List<String> lines = terminal.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("\\{\"input\":\"1\\+1\",\"prediction\":\".*\",\"probability\":[0-9.E-]+.*}");
        assertThat(lines.get(1)).startsWith("{\"input\":\" 2 + 2 \",");
        assertThat(lines.get(2)).startsWith("{\"input\":\"3+3\",");
    }

    @Test
    void what_has_no_end_is_said_to_have_none() {
        standardInput = "1-1\n2-2";

        assertThat(predict("--input - --task subtraction --set padded=false --steps 1 --learning-rate 1e-9"
                        + Real.ONE_DIGIT))
                .isZero();

        assertThat(terminal.err()).contains("a prediction without an end, which was cut, the first is '");
    }

    @ParameterizedTest
    @CsvSource({
        "'', There is nothing to predict something for",
        "1+1 --input x, '--input: either a file or texts that are typed'",
        "--input nowhere.txt, --input: there is no file nowhere.txt",
        "12x4, '12x4' is no problem",
        "2722+1, 2722+1 has a number of 4 digits; the model was made for at most 3",
        "1+1 2-1, 2-1 has the operator -; the model was made for +",
        "1+1 --task adition, did you mean 'addition'",
        "1+1 --format xml, 'expected one of [TSV, JSONL]'",
        "1+1 --model-file x --steps 3, --steps: no effect on a model from a file",
        "1+1 --model x.safetensors --steps 3, --steps: no effect on a model from a file",
        "1+1 --model x.safetensors --model-file y, --model: either x.safetensors or the file of --model-file",
        "1+1 --model x.safetensors, there is no file x.safetensors",
    })
    void mistakes_are_explained_before_any_training(String typed, String message) {
        List<String> arguments = new ArrayList<>(List.of("predict"));
        Arrays.stream(typed.split(" ")).filter(argument -> !argument.isEmpty()).forEach(arguments::add);

        assertThat(terminal.run(arguments.toArray(String[]::new))).isEqualTo(2);

        assertThat(terminal.err()).contains(message);
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void a_line_that_cannot_be_read_is_named_by_its_number() throws IOException {
        Path wrong = file("problems.txt", "1+1\n1+\n".getBytes(StandardCharsets.UTF_8));
        assertThat(predict("--input " + wrong)).isEqualTo(2);
        assertThat(terminal.err()).startsWith(wrong + ", line 2: '1+' is no problem: position 2 has its end");

        Path blank = file("blank.txt", "1+1\r\n\r\n2+2".getBytes(StandardCharsets.UTF_8));
        assertThat(predict("--input " + blank)).isEqualTo(2);
        assertThat(terminal.err()).contains(blank + ", line 2: '' is no problem");
    }

    @Test
    void what_is_no_utf_8_or_empty_is_refused() throws IOException {
        Path latin = file("latin.txt", (byte) '1', (byte) '\n', (byte) 0xc3, (byte) 0xa9, (byte) 0xe9, (byte) '+');
        assertThat(predict("--input " + latin)).isEqualTo(2);
        assertThat(terminal.err()).contains(latin + ", line 2, column 2: this is not UTF-8");

        assertThat(predict("--input " + file("empty.txt"))).isEqualTo(2);
        assertThat(terminal.err()).contains("empty.txt is empty");
        assertThat(predict("--input -")).isEqualTo(2);
        assertThat(terminal.err()).contains("standard input is empty");
        assertThat(predict("--input " + folder)).isEqualTo(2);
        assertThat(terminal.err()).contains("is a folder, not a file");
    }

    /** Words of the first or of the last letters of the alphabet. */
    private Path words() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder rows = new StringBuilder("word,part\n");
        for (int row = 0; row < 400; row++) {
            String part = row % 2 == 0 ? "first" : "last";
            random.ints(4 + row % 3, 0, 6)
                    .forEach(letter -> rows.append((char) ((part.equals("first") ? 'a' : 'u') + letter)));
            rows.append(',').append(part).append('\n');
        }
        return Files.writeString(folder.resolve("words.csv"), rows);
    }

    @Test
    void texts_are_given_their_class_and_unknown_characters_are_counted() throws IOException {
        assertThat(predict(
                        "abcab xyzzu abcm --task labels --format jsonl --steps 200 --batch-size 64 --data " + words()))
                .as(terminal.err())
                .isZero();

        assertThat(terminal.out().lines().map(line -> line.replaceFirst("0\\.[0-9]+|1\\.0", "P")))
                .containsExactly(
                        "{\"input\":\"abcab\",\"prediction\":\"first\",\"probability\":P}",
                        "{\"input\":\"xyzzu\",\"prediction\":\"last\",\"probability\":P}",
                        "{\"input\":\"abcm\",\"prediction\":\"first\",\"probability\":P,\"unknown\":1}");
        assertThat(terminal.err())
                .contains("1 text has characters or words that are not in the training data, the first is 'abcm'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "nano-gpt"})
    void a_saved_model_of_pairs_answers_as_it_did_before(String id) throws IOException {
        String data = words().toString();
        Path model = folder.resolve("pairs.safetensors");
        assertThat(predict("abc xyzzu --task pairs --model " + id + " --steps 5 --batch-size 16 --set data=" + data
                        + " --save " + model))
                .as(terminal.err())
                .isZero();
        String before = terminal.out();

        assertThat(predict("abc xyzzu --model-file " + model)).isZero();

        assertThat(before).startsWith(HEADING + "abc\t");
        assertThat(terminal.out()).isEqualTo(before + before);
    }

    @Test
    void the_beginning_of_a_line_is_continued() throws IOException {
        assertThat(predict("ab u --task lines --model tl-transformer --steps 5 --batch-size 16 --data " + words()))
                .as(terminal.err())
                .isZero();

        assertThat(terminal.out().lines()).hasSize(3);
        assertThat(terminal.out()).contains("\nab\t", "\nu\t");
    }

    @Test
    void a_text_that_no_model_of_the_data_can_read_is_refused() throws IOException {
        assertThat(predict("a".repeat(70) + " --task pairs --data " + words())).isEqualTo(2);
        assertThat(terminal.err()).contains("aaa").contains("at most");
    }

    @Test
    void running_text_has_another_command() throws Exception {
        Path corpus = Files.writeString(folder.resolve("verse.txt"), "to be or not to be\n".repeat(1000));
        assertThat(predict("to --task text --corpus " + corpus)).isEqualTo(2);
        assertThat(terminal.err()).contains("'text'").containsAnyOf("'sample' has it write", "does not say how a text");
    }

    @Test
    void a_task_without_text_is_refused() {
        Terminal fakes = Terminal.withFakes();
        assertThat(fakes.run("predict", "1+1")).isEqualTo(2);
        assertThat(fakes.err()).contains("The task 'addition' does not say how a text becomes its data");
    }
}
