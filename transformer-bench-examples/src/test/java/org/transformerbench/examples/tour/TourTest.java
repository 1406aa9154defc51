package org.transformerbench.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.examples.report.Results;

/** Every example runs, and shows what it says that it shows. */
class TourTest {

    /** As the main method of an example takes it. */
    private interface Example {
        void run(PrintStream out) throws IOException;
    }

    @Test
    void example_1_compares_two_models() {
        List<String> lines = lines(Example1FirstComparison::run);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("mlp: test accuracy 0.").endsWith(" after 100 steps");
        assertThat(lines.get(1)).startsWith("tl-transformer: test accuracy 0.").endsWith(" after 100 steps");
    }

    @Test
    void a_run_that_failed_is_shown_with_its_reason_and_without_an_accuracy() {
        assertThat(Example1FirstComparison.accuracy(Results.failed("mlp")))
                .matches("(?s)failed \\(ModelException: no \\| such\\s+head\\)");
    }

    @Test
    void example_2_shows_that_who_cannot_see_order_cannot_add() {
        List<String> lines = lines(Example2CustomModel::run);

        assertThat(lines).hasSize(2);
        // (16 + 1 + 16) x 128
        assertThat(lines.get(0)).startsWith("bag: 4224 parameters, test accuracy 0.");
        assertThat(number("test accuracy ", lines.get(0))).isLessThan(number("test accuracy ", lines.get(1)) - 0.1);
    }

    @Test
    void example_3_learns_more_than_the_frequencies_say() {
        List<String> lines = lines(Example3CustomTask::run);

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("mlp: test loss ");
        assertThat(lines.get(1)).startsWith("  frequencies: test loss ");
        assertThat(lines.get(2)).startsWith("tl-transformer: test loss ");
        assertThat(number("loss ", lines.get(0))).isLessThan(number("loss ", lines.get(1)) - 0.5);
        assertThat(number("loss ", lines.get(2))).isLessThan(number("loss ", lines.get(3)) - 0.5);
    }

    @Test
    void example_4_descends() {
        List<String> lines = lines(Example4CustomTrainer::run);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("gradient-descent, learning rate 0.5: ")
                .endsWith(" after 150 steps");
        assertThat(lines.get(1)).startsWith("compiled, learning rate 0.01: ");
        assertThat(lines)
                .allSatisfy(
                        line -> assertThat(number("test loss ", line)).isLessThan(number("train loss ", line) - 0.5));
    }

    @Test
    void example_5_ends_the_run_that_gets_nowhere() {
        List<String> lines = lines(Example5CustomListener::run);

        assertThat(lines)
                .startsWith("mlp, learning rate 0.01, run 1 of 2")
                .contains("  COMPLETED: 200 steps", "mlp, learning rate 1.0, run 2 of 2")
                .endsWith("  STOPPED: validation loss not lower in 3 evaluations");
    }

    @Test
    void example_7_computes_the_logits_of_pytorch() {
        List<String> lines = lines(Example7PyTorchWeights::run);

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("1896 parameters loaded");
        assertThat(lines.get(3)).startsWith("largest difference of 198 logits: ");
        assertThat(number("logits: ", lines.get(3))).isLessThan(1e-5);
    }

    @Test
    void example_8_finds_one_learning_rate_for_each_model() {
        List<String> lines = lines(Example8ReadingResults::run);

        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).isEqualTo("addition 2");
        assertThat(lines.get(2))
                .matches("mlp +0\\.01 +\\d\\.\\d{3} \\(-?\\d\\.\\d{3} to \\d\\.\\d{3}\\) +\\d+, 3 of 3 runs");
        assertThat(lines.get(3)).startsWith("tl-transformer ");
        assertThat(lines.get(4))
                .contains("mlp", "tl-transformer", "of 3 seeds (fewer than 5)", "would probably settle it");
        assertThat(lines.get(5)).startsWith("Take ").contains("of 3 seeds reached accuracy");
    }

    @Test
    void example_9_answers_and_says_what_it_cannot_answer() {
        List<String> lines = lines(Example9HttpServer::run);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("200 {\"input\":\"12+34\",\"prediction\":\"");
        assertThat(lines.get(1)).startsWith("400 {\"error\":\"'12+x' is no problem");
    }

    @Test
    void plug_ins_of_the_examples_are_not_installed_in_the_program() {
        Registry registry = Registry.discover();

        assertThat(registry.models()).noneMatch(model -> model.id().equals("bag"));
        assertThat(registry.tasks()).noneMatch(task -> task.id().equals("largest-digit"));
        assertThat(registry.trainers()).noneMatch(trainer -> trainer.id().equals("gradient-descent"));
    }

    private static List<String> lines(Example example) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            example.run(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The number after some words. */
    private static double number(String words, String line) {
        Matcher matcher =
                Pattern.compile(Pattern.quote(words) + "([\\d.eE+-]+\\d)").matcher(line);
        assertThat(matcher.find()).as("'%s' and a number in '%s'", words, line).isTrue();
        return Double.parseDouble(matcher.group(1));
    }
}
