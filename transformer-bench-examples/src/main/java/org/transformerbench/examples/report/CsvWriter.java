package org.transformerbench.examples.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.transformerbench.api.result.BestEvaluation;
import org.transformerbench.api.result.InferenceSpeed;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.TrainingSpeed;
import org.transformerbench.api.run.Origin;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.tuning.ModelTuning;

/**
 * A writer of runs as CSV (RFC 4180): one line per run, with all digits, empty where something was not measured, and {@code NaN}
 * or {@code Infinity} where the value was that. Each setting in which runs differ has a column.
 */
final class CsvWriter {
    private CsvWriter() {}

    /**
     * Returns the runs as CSV.
     *
     * @param comparison of the results, with the tunings that chose the values of runs
     * @param allSettings whether settings that all runs share have columns too
     */
    static String of(List<RunResult> results, Comparison comparison, boolean allSettings) {
        SettingColumns settings = new SettingColumns(results);
        Map<String, Function<RunResult, Object>> columns =
                columns(settings, allSettings ? settings.all() : settings.differing());
        tuning(columns, comparison.tunings());
        StringBuilder text = new StringBuilder();
        line(text, columns.keySet().stream().toList());
        for (RunResult result : results) {
            line(
                    text,
                    columns.values().stream()
                            .map(column -> text(column.apply(result)))
                            .toList());
        }
        return text.toString();
    }

    private static Map<String, Function<RunResult, Object>> columns(SettingColumns settings, List<String> names) {
        Map<String, Function<RunResult, Object>> columns = new LinkedHashMap<>();
        columns.put("run", RunResult::runId);
        columns.put("task", result -> result.spec().task());
        columns.put("protocol", result -> result.spec().protocol().preset());
        columns.put("model", result -> result.spec().model());
        columns.put("trainer", result -> result.spec().trainer());
        columns.put("learning_rate", result -> result.spec().learningRate());
        columns.put("seed", result -> result.spec().seed());
        names.forEach(name -> columns.put(name, result -> settings.value(result, name)));
        columns.put("outcome", result -> result.outcome().kind().displayName());
        columns.put("reason", result -> result.outcome().reason());
        columns.put(
                "parameters",
                result -> result.measurements().parameters() == 0
                        ? null
                        : result.measurements().parameters());
        columns.put("steps", result -> result.measurements().training().steps());
        columns.put(
                "measured_steps",
                result -> result.measurements().training().measuredSteps().isPresent()
                        ? result.measurements().training().measuredSteps().getAsLong()
                        : null);
        metrics(
                columns,
                "train",
                result -> result.measurements().lastEvaluation().train());
        metrics(
                columns,
                "validation",
                result -> result.measurements().lastEvaluation().validation());
        metrics(
                columns,
                "test",
                result -> result.measurements().lastEvaluation().test());
        best(columns, "best_data", BestEvaluation::data);
        best(columns, "best_step", BestEvaluation::step);
        best(columns, "best_loss", BestEvaluation::loss);
        best(columns, "best_last_loss", BestEvaluation::lastLoss);
        columns.put(
                "judged_step",
                result -> result.measurements()
                        .judged()
                        .map(JudgedCheckpoint::step)
                        .orElse(null));
        columns.put(
                "judged_by",
                result -> result.measurements()
                        .judged()
                        .map(JudgedCheckpoint::criterion)
                        .orElse(null));
        columns.put(
                "warm_up_seconds",
                result -> result.measurements()
                        .warmUp()
                        .map(time -> time.toNanos() / 1e9)
                        .orElse(null));
        columns.put(
                "training_seconds", result -> result.measurements().training().trainingSeconds());
        columns.put(
                "evaluation_seconds", result -> result.measurements().training().evaluationSeconds());
        speed(columns, "us_per_example", TrainingSpeed::microsPerExample);
        speed(columns, "targets_per_second", TrainingSpeed::targetsPerSecond);
        columns.put(
                "flops_per_example",
                result -> result.measurements().flopsPerExample().isPresent()
                        ? result.measurements().flopsPerExample().getAsLong()
                        : null);
        inference(columns, "answer_us_p50", speed -> speed.answerMicros().p50());
        inference(columns, "answer_us_p90", speed -> speed.answerMicros().p90());
        inference(columns, "answer_us_p99", speed -> speed.answerMicros().p99());
        inference(
                columns,
                "cached_answer_us_p50",
                speed -> speed.cachedAnswerMicros().map(micros -> micros.p50()).orElse(null));
        inference(columns, "inference_examples_per_second", InferenceSpeed::examplesPerSecond);
        columns.put("threads", result -> result.provenance().threads());
        columns.put("started", result -> result.provenance().started());
        columns.put("study", result -> result.provenance().study().orElse(null));
        columns.put(
                "continued_from",
                result -> result.spec()
                        .continuedFrom()
                        .map(origin -> origin.spec().runId())
                        .orElse(null));
        columns.put(
                "continued_from_step",
                result -> result.spec().continuedFrom().map(Origin::steps).orElse(null));
        return columns;
    }

    /** Adds what was searched for a run before it was made; empty for a run whose values were not searched. */
    private static void tuning(Map<String, Function<RunResult, Object>> columns, List<ModelTuning> tunings) {
        Map<String, Function<ModelTuning, Object>> values = new LinkedHashMap<>();
        values.put("tuned_configurations", ModelTuning::configurations);
        values.put("tuned_steps", ModelTuning::steps);
        values.put("tuned_seconds", ModelTuning::seconds);
        values.put(
                "tuned_values",
                tuning -> tuning.winner()
                        .map(winner -> winner.values().entrySet().stream()
                                .map(value -> value.getKey() + "=" + value.getValue())
                                .collect(Collectors.joining(" ")))
                        .orElse(null));
        values.put("tuned_at_border", tuning -> String.join(" ", tuning.atBorder()));
        values.forEach((name, value) -> columns.put(
                name,
                result -> tunings.stream()
                        .filter(tuning -> tuning.chose(result.spec()))
                        .findFirst()
                        .map(value)
                        .orElse(null)));
    }

    private static void metrics(
            Map<String, Function<RunResult, Object>> columns,
            String data,
            Function<RunResult, Optional<Metrics>> metrics) {
        columns.put(
                data + "_loss",
                result -> metrics.apply(result).map(Metrics::loss).orElse(null));
        columns.put(
                data + "_accuracy",
                result -> metrics.apply(result).map(Metrics::accuracy).orElse(null));
        columns.put(
                data + "_exact_match",
                result -> metrics.apply(result)
                        .map(Metrics::exactMatch)
                        .filter(OptionalDouble::isPresent)
                        .map(OptionalDouble::getAsDouble)
                        .orElse(null));
    }

    private static void best(
            Map<String, Function<RunResult, Object>> columns, String name, Function<BestEvaluation, Object> value) {
        columns.put(name, result -> result.bestEvaluation().map(value).orElse(null));
    }

    private static void speed(
            Map<String, Function<RunResult, Object>> columns, String name, Function<TrainingSpeed, Object> value) {
        columns.put(
                name,
                result -> Optional.of(result.measurements().training())
                        .filter(TrainingSpeed::measured)
                        .map(value)
                        .orElse(null));
    }

    private static void inference(
            Map<String, Function<RunResult, Object>> columns, String name, Function<InferenceSpeed, Object> value) {
        columns.put(name, result -> result.measurements().inference().map(value).orElse(null));
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(CsvWriter::quoted).collect(Collectors.joining(",", "", "\r\n")));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
