package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.RunResult;

/** The reports for programs. */
class DataReportTest {
    @Test
    void csv_has_a_line_per_run_and_as_many_cells_as_headings() {
        List<RunResult> results = List.of(
                RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1), RichResults.diverged("nano-gpt", 2));

        String[] lines = ReportFormat.CSV.text(results).split("\r\n");

        assertThat(lines).hasSize(3);
        for (String line : lines) {
            assertThat(line.split(",", -1)).hasSameSizeAs(lines[0].split(","));
        }
        assertThat(cell(lines, 1, "model")).isEqualTo("mlp");
        assertThat(Double.parseDouble(cell(lines, 1, "test_loss")))
                .isEqualTo(results.get(0)
                        .measurements()
                        .lastEvaluation()
                        .test()
                        .orElseThrow()
                        .loss());
        assertThat(Double.parseDouble(cell(lines, 1, "answer_us_p50"))).isEqualTo(64);
    }

    @Test
    void csv_tells_what_is_missing_from_what_is_no_number() {
        String[] lines = ReportFormat.CSV
                .text(List.of(RichResults.diverged("nano-gpt", 2)))
                .split("\r\n");

        assertThat(cell(lines, 1, "train_loss")).isEqualTo("NaN");
        assertThat(cell(lines, 1, "validation_loss")).isEqualTo("Infinity");
        assertThat(cell(lines, 1, "test_loss")).isEmpty();
        assertThat(cell(lines, 1, "outcome")).isEqualTo("diverged");
    }

    @Test
    void csv_quotes_what_would_end_a_cell() {
        assertThat(ReportFormat.CSV.text(List.of(RichResults.failed("mlp", "a,b \"c\"\nd"))))
                .contains(",failed,\"a,b \"\"c\"\"\nd\",");
    }

    @Test
    void csv_has_a_column_for_each_setting_in_which_runs_of_one_kind_differ() {
        RunResult first = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1);
        List<RunResult> results = List.of(
                first,
                changed(first, "trainingConfig", "batchSize", 7),
                changed(first, "trainingConfig", "maxGradientNorm", 0.5),
                changed(first, "modelConfig", "width", 99),
                changed(first, "taskConfig", "digits", 9),
                changed(first, "taskConfig", "corpus", "a,b.txt"),
                changed(first, "protocol", "evaluationDropout", true),
                RichResults.failed("broken", "no config"));

        String[] lines = ReportFormat.CSV.text(results).split("\r\n");

        assertThat(lines[0].split(","))
                .containsSubsequence("seed", "protocol.evaluationDropout", "outcome")
                .filteredOn(heading -> heading.contains("."))
                .containsExactlyInAnyOrder(
                        "protocol.evaluationDropout",
                        "task.digits",
                        "task.corpus",
                        "model.width",
                        "training.batchSize",
                        "training.maxGradientNorm");
        assertThat(cell(lines, 2, "training.batchSize")).isEqualTo("7");
        assertThat(cell(lines, 1, "training.maxGradientNorm")).isEmpty();
        assertThat(cell(lines, 3, "training.maxGradientNorm")).isEqualTo("0.5");
        assertThat(cell(lines, 4, "model.width")).isEqualTo("99");
        assertThat(cell(lines, 5, "task.digits")).isEqualTo("9");
        assertThat(lines[6]).contains(",\"a,b.txt\",");
        assertThat(cell(lines, 7, "protocol.evaluationDropout")).isEqualTo("true");
    }

    @Test
    void csv_has_no_column_for_what_only_one_of_two_models_has_unless_all_settings_are_asked_for() {
        RunResult first = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1);
        RunResult other = RichResults.addition(Protocol.strict(), "nano-gpt", 1, 1e-2, 1);
        List<RunResult> results = List.of(first, changed(other, "modelConfig", "layers", 4));

        assertThat(ReportFormat.CSV.text(results).split("\r\n")[0]).doesNotContain(".");
        String[] lines = ReportFormat.CSV.text(results, true).split("\r\n");
        assertThat(lines[0].split(","))
                .contains("protocol.evaluationDropout", "task.digits", "model.width", "training.batchSize")
                .doesNotContain("training.learningRate", "protocol.preset")
                .doesNotHaveDuplicates();
        assertThat(cell(lines, 1, "model.layers")).isEmpty();
        assertThat(cell(lines, 2, "model.layers")).isEqualTo("4");
    }

    private static RunResult changed(RunResult run, String owner, String setting, Object value) {
        ObjectNode tree = new Configs().write(run);
        tree.withObject("/spec/" + owner).set(setting, new ObjectMapper().valueToTree(value));
        return new Configs().read(tree, RunResult.class);
    }

    @Test
    void of_a_run_with_several_results_the_last_counts_in_every_format() throws IOException {
        RunResult first = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1);
        ObjectNode tree = new Configs().write(first);
        tree.withObject("/measurements/training").put("steps", 4321);
        RunResult last = new Configs().read(tree, RunResult.class);
        RunResult other = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 2);
        List<RunResult> results = List.of(first, other, last);

        for (ReportFormat format : ReportFormat.values()) {
            assertThat(format.text(results)).isEqualTo(format.text(List.of(last, other)));
        }
        String[] lines = ReportFormat.CSV.text(results).split("\r\n");
        assertThat(lines).hasSize(3);
        assertThat(cell(lines, 1, "steps")).isEqualTo("4321");
    }

    @Test
    void runs_of_one_seed_with_different_data_are_named_and_not_compared() {
        RunResult mlp = withData(RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1), "sha256:1");
        RunResult gpt = RichResults.addition(Protocol.strict(), "nano-gpt", 1, 1e-2, 1);
        String same = ReportFormat.MARKDOWN.text(List.of(mlp, withData(gpt, "sha256:1")));
        String different = ReportFormat.MARKDOWN.text(List.of(mlp, withData(gpt, "sha256:2")));

        assertThat(same).contains("mlp and nano-gpt").doesNotContain("different data");
        assertThat(different)
                .contains("runs of seed 1 were made with different data")
                .doesNotContain("mlp and nano-gpt");
    }

    @Test
    void runs_on_other_files_have_a_section_and_a_cell_of_their_own() {
        RunResult run = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1);
        RunResult before = onFile(run, "a");
        RunResult after = onFile(run, "b");

        String report = ReportFormat.MARKDOWN.text(List.of(before, after));
        assertThat(report)
                .contains("## addition, protocol strict (data sha256:aaaaaaaaaaaa)\n")
                .contains("## addition, protocol strict (data sha256:bbbbbbbbbbbb)\n");
        String[] lines = ReportFormat.CSV.text(List.of(before, after)).split("\r\n");
        assertThat(cell(lines, 1, "task.dataChecksum"))
                .isEqualTo(before.spec().dataChecksum().orElseThrow());
        assertThat(cell(lines, 2, "task.dataChecksum"))
                .isEqualTo(after.spec().dataChecksum().orElseThrow());
        assertThat(ReportFormat.CSV.text(List.of(before, before))).doesNotContain("dataChecksum");
    }

    private static RunResult onFile(RunResult run, String digit) {
        ObjectNode tree = new Configs().write(run);
        tree.withObject("/spec").put("dataChecksum", "sha256:" + digit.repeat(64));
        return new Configs().read(tree, RunResult.class);
    }

    private static RunResult withData(RunResult run, String data) {
        ObjectNode tree = new Configs().write(run);
        tree.withObject("/provenance/fingerprints").put("library", "0.1.0").put("data", data);
        return new Configs().read(tree, RunResult.class);
    }

    @Test
    void json_has_groups_with_intervals_and_verdicts() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ReportFormat.JSON.text(RichResults.everything()));
        JsonNode strict = json.path("scopes").path(0);
        JsonNode group = strict.path("groups").path(1);

        assertThat(json.path("title").asText()).isEqualTo("Model comparison");
        assertThat(strict.path("scope").path("task").asText()).isEqualTo("addition");
        assertThat(strict.path("primaryMetric").asText()).isEqualTo("exact match");
        assertThat(group.path("name").asText()).isEqualTo("mlp");
        assertThat(group.path("key").path("learningRate").asDouble()).isEqualTo(1e-2);
        assertThat(group.path("chosen").asBoolean()).isTrue();
        assertThat(group.path("runs")).hasSize(3);
        JsonNode loss = group.path("estimates").path("test loss");
        assertThat(loss.path("mean").asDouble())
                .isCloseTo(
                        (loss.path("interval").path("low").asDouble()
                                        + loss.path("interval").path("high").asDouble())
                                / 2,
                        within(1e-12));
        assertThat(group.path("exactMatchInterval").path("high").asDouble()).isGreaterThan(0.99);
        assertThat(group.path("timeToTarget").path("reached").asInt()).isEqualTo(3);
        assertThat(group.path("successRate").path("successes").asInt()).isEqualTo(3);
        assertThat(group.path("interquartileMeans")
                        .path("exact match")
                        .path("value")
                        .asDouble())
                .isGreaterThan(0.99);
        assertThat(group.path("effort").path("tried").asInt()).isEqualTo(2);
        assertThat(group.path("rateStability").path("rates").asInt()).isEqualTo(2);
        assertThat(strict.path("verdicts").path(0).asText()).contains("of 3 seeds (fewer than 5)");
        assertThat(strict.path("differences").path(0).path("test").path("pairs").asInt())
                .as("nano-gpt was tried with one learning rate more, and so is in none of the pairs")
                .isEqualTo(3);
        assertThat(strict.path("sentence").asText()).contains("Take mlp at learning rate 1e-2: ");
        assertThat(strict.path("recommendation").path("taken").path("name").asText())
                .isEqualTo("mlp");
        assertThat(strict.path("costs"))
                .extracting(cost -> cost.path("name").asText())
                .contains("mlp", "hugging-face-gpt");
    }

    @Test
    void json_names_the_better_one_where_enough_seeds_say_so() throws IOException {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            results.add(RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, seed));
            results.add(RichResults.addition(Protocol.strict(), "hugging-face-gpt", 3, 1e-2, seed));
        }
        JsonNode scope = new ObjectMapper()
                .readTree(ReportFormat.JSON.text(results))
                .path("scopes")
                .path(0);

        assertThat(scope.path("differences").path(0).path("better").asText()).isEqualTo("mlp");
        assertThat(scope.path("verdicts").path(0).asText())
                .startsWith("mlp is better than hugging-face-gpt: exact match higher");
        assertThat(scope.path("sentence").asText())
                .contains(" is shown to be better than hugging-face-gpt by 6 seeds: p at most 0.031");
    }

    @Test
    void json_has_null_for_numbers_that_are_not_finite() throws IOException {
        RunResult run = RichResults.withCurve(
                RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1),
                RichResults.diverged("mlp", 1).curve());
        JsonNode group = new ObjectMapper()
                .readTree(ReportFormat.JSON.text(List.of(run)))
                .at("/scopes/0/groups/0/estimates");

        assertThat(group.path("validation loss").path("mean").isNull()).isTrue();
        assertThat(group.path("train loss").path("mean").isNull()).isTrue();
    }

    @Test
    void reference_lines_of_several_seeds_are_one() {
        List<RunResult> results = List.of(
                RichResults.withReference(
                        RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1),
                        new ReferenceLine("unigram", 1.2, OptionalDouble.of(0.4))),
                RichResults.withReference(
                        RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 2),
                        new ReferenceLine("unigram", 1.4, OptionalDouble.of(0.5))));

        assertThat(ReportFormat.MARKDOWN.text(results).lines())
                .filteredOn(line -> line.startsWith("| unigram |"))
                .containsExactly("| unigram | 1.3000 | 1.8755 | 0.4500 |");
    }

    @Test
    void the_answer_names_the_reference_line_that_comes_closest() {
        RunResult run = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1);
        RunResult answers = RichResults.withReference(
                run, new ReferenceLine("nearest input", 3, OptionalDouble.empty(), OptionalDouble.of(0.25)));
        RunResult unbeaten = RichResults.withReference(
                run, new ReferenceLine("nearest input", 3, OptionalDouble.empty(), OptionalDouble.of(1)));

        assertThat(ReportFormat.MARKDOWN.text(List.of(run)))
                .contains(" No reference line is as good: the best, plateau, has loss 1.3816.");
        assertThat(ReportFormat.MARKDOWN.text(List.of(answers)))
                .contains(" No reference line is as good: the best, nearest input, has exact match 0.2500.");
        assertThat(ReportFormat.MARKDOWN.text(List.of(unbeaten)))
                .contains(
                        "No better than a reference line that needs no training: mlp (nearest input).",
                        "Take no model: nearest input needs no training and is as good. The best model is mlp at learning rate 1e-2")
                .doesNotContain("No reference line is as good");
    }

    @Test
    void markdown_shows_samples_as_they_are_and_no_markup() {
        String text = ReportFormat.MARKDOWN.text(RichResults.everything());

        assertThat(text)
                .contains("    prompt: 999+1=\n    written: 1<00\n    wrong, expected: 1000\n")
                .contains("\\<script\\>alert('x')\\</script\\>")
                .doesNotContain("<script>");
    }

    private static String cell(String[] lines, int line, String column) {
        return lines[line].split(",", -1)[List.of(lines[0].split(",")).indexOf(column)];
    }
}
