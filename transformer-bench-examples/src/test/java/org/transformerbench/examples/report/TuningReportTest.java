package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.tuning.ModelTuning;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialScore;

/** Reports of searches before the runs, and the search that each is about. */
class TuningReportTest {
    private static final RunResult MLP = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1);
    private static final RunResult TWO_DIGITS =
            Results.withTask(JsonNodeFactory.instance.objectNode().put("digits", 2), MLP);

    private static List<Trial> search(String id, int configurations, RunResult chosen) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < configurations; i++) {
            trials.add(trial(id, i, 0, Optional.of("other" + i), chosen));
        }
        trials.add(trial(id, configurations - 1, 1, Optional.of(Trial.runOf(chosen.spec())), chosen));
        return trials;
    }

    private static Trial trial(String id, int candidate, int rung, Optional<String> run, RunResult chosen) {
        double place = 0.01 + candidate / 10.0;
        return new Trial(
                id,
                chosen.spec().model(),
                "addition",
                candidate,
                Map.of("learningRate", Double.toString(place)),
                Map.of("learningRate", place),
                rung,
                rung == 0 ? 0.5 : 1,
                rung == 0 ? 10 : 20,
                rung == 0 ? 1 : 2,
                Optional.of(new TrialScore(0.5, OptionalDouble.of(place))),
                "paused",
                run);
    }

    private static String report(ReportFormat format, List<RunResult> results, List<Trial> trials) {
        return format.text(results, false, ComparisonNotes.none(), trials);
    }

    private static JsonNode json(List<RunResult> results, List<Trial> trials) throws IOException {
        return new ObjectMapper().readTree(report(ReportFormat.JSON, results, trials));
    }

    @Test
    void json_has_what_was_tried_and_chosen() throws IOException {
        JsonNode tuning =
                json(List.of(MLP), search("one", 9, MLP)).path("tunings").path(0);

        assertThat(tuning.path("name").asText()).isEqualTo("mlp");
        assertThat(tuning.path("runs").path(0).asText()).isEqualTo(MLP.runId());
        assertThat(tuning.path("configurations").asInt()).isEqualTo(9);
        assertThat(tuning.path("judgedBy").asText()).isEqualTo("exact match");
        assertThat(tuning.at("/chosen/values/learningRate").asText()).isEqualTo("0.81");
        assertThat(tuning.at("/chosen/atBorder")).isEmpty();
        assertThat(tuning.at("/chosen/score/exactMatch").asDouble()).isEqualTo(0.81);
        assertThat(tuning.at("/rungs/0/configurations").asInt()).isEqualTo(9);
        assertThat(tuning.at("/rungs/1/configurations").asInt()).isEqualTo(1);
        assertThat(tuning.at("/rungs/1/budgetShare").asDouble()).isEqualTo(1);
        assertThat(tuning.path("expectedBest")).hasSize(9);
        assertThat(tuning.at("/effects/0/key").asText()).isEqualTo("learningRate");
        assertThat(tuning.path("trials")).hasSize(10);
    }

    @Test
    void a_value_at_the_border_is_named_for_programs_too() throws IOException {
        List<Trial> trials = search("one", 1, MLP);

        assertThat(json(List.of(MLP), trials).at("/tunings/0/chosen/atBorder/0").asText())
                .isEqualTo("learningRate");
        assertThat(report(ReportFormat.CSV, List.of(MLP), trials))
                .contains(",1,20,2.0,learningRate=0.01,learningRate\r\n");
    }

    @Test
    void csv_says_what_was_tried_for_each_run_and_nothing_where_nothing_was() {
        RunResult other = RichResults.addition(Protocol.strict(), "nano-gpt", 1, 1e-2, 1);
        String[] lines = report(ReportFormat.CSV, List.of(MLP, other), search("one", 9, MLP))
                .split("\r\n");

        assertThat(lines[0]).endsWith(",tuned_configurations,tuned_steps,tuned_seconds,tuned_values,tuned_at_border");
        assertThat(lines[1]).endsWith(",9,100,10.0,learningRate=0.81,");
        assertThat(lines[2]).endsWith(",,,,,");
    }

    @Test
    void two_searches_of_one_model_are_told_apart_by_what_their_runs_differ_in() throws IOException {
        List<RunResult> results = List.of(MLP, TWO_DIGITS);
        List<Trial> trials = new ArrayList<>(search("one", 9, MLP));
        trials.addAll(search("two", 4, TWO_DIGITS));

        JsonNode tunings = json(results, trials).path("tunings");
        assertThat(tunings.path(0).path("name").asText()).startsWith("mlp, addition, protocol strict (digits 3");
        assertThat(tunings.path(1).path("name").asText()).startsWith("mlp, addition, protocol strict (digits 2");
        assertThat(report(ReportFormat.MARKDOWN, results, trials))
                .contains(
                        "searched on validation data. mlp, addition, protocol strict (digits 3",
                        "): 9 configurations; mlp, addition, protocol strict (digits 2",
                        "): 4 configurations.",
                        "### Tried: mlp, addition,");
        assertThat(tunings.path(0).path("runs")).hasSize(1);
    }

    @Test
    void each_run_counts_what_was_tried_for_it() {
        RunResult faster = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-3, 1);
        List<Trial> trials = new ArrayList<>(search("one", 9, MLP));
        trials.addAll(search("two", 4, TWO_DIGITS));
        Comparison comparison = Comparison.of(List.of(MLP, TWO_DIGITS)).withTunings(ModelTuning.of(trials));

        assertThat(comparison.groups())
                .extracting(group -> comparison.effort(group).tried())
                .containsExactly(9, 4);
        Comparison alone = Comparison.of(List.of(faster)).withTunings(ModelTuning.of(trials));
        assertThat(alone.tunings()).isEmpty();
        assertThat(alone.effort(alone.groups().get(0)).tunedApart()).isFalse();
    }

    @Test
    void how_much_each_search_has_tried_is_said_by_model() {
        List<Trial> trials = new ArrayList<>(search("one", 9, MLP));
        trials.addAll(search("two", 1, MLP));
        trials.addAll(search("three", 4, MLP));

        assertThat(new TuningPart(TuningNames.of(ModelTuning.of(trials))).answer())
                .isEqualTo(
                        "Before the runs, values were searched on validation data. mlp: 9 configurations in search 1,"
                                + " 1 in search 2, 4 in search 3.");
    }

    @Test
    void searches_that_nothing_tells_apart_are_numbered() {
        List<Trial> trials = new ArrayList<>(search("one", 9, MLP));
        trials.addAll(search("two", 4, MLP));

        assertThat(TuningText.lines(ModelTuning.of(trials)))
                .anyMatch(line -> line.startsWith("mlp, search 1: the best of 9 configurations has learningRate 0.81"))
                .anyMatch(line -> line.startsWith("mlp, search 2: the best of 4 configurations has learningRate 0.31"));
    }

    @Test
    void trainings_that_differ_are_named_with_their_models() {
        RunResult other = RichResults.addition(Protocol.strict(), "nano-gpt", 1, 1e-2, 1);
        RunResult decayed = new RunResult(
                other.spec().withTrainingConfig(other.spec().trainingConfig().with(Map.of("weightDecay", "0.5"))),
                other.outcome(),
                other.curve(),
                other.measurements(),
                other.provenance());

        assertThat(report(ReportFormat.MARKDOWN, List.of(MLP, decayed), List.of()))
                .contains(
                        "- training of mlp with compiled: ", "- training of nano-gpt with compiled: weightDecay 0.5,");
        assertThat(report(ReportFormat.MARKDOWN, List.of(MLP, other), List.of()))
                .contains("- training with compiled: ");
    }
}
