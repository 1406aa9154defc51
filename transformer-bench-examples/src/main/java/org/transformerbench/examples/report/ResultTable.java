package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.TrainingSpeed;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.RunGroup;

/**
 * A table with one row per run, or where there are several seeds, one per model and learning rate, with the share of the seeds that
 * reached the target and their spread. Trainer and seed have a column where there are several, the outcome where not all runs used
 * up their budget.
 */
public final class ResultTable {
    private static final String MISSING = "-";
    private static final String BOUND = "< ";

    private record Column(String heading, boolean numeric, Function<RunResult, String> cell) {}

    private final TextTable table;
    private final String explanation;

    private ResultTable(TextTable table, String explanation) {
        this.table = table;
        this.explanation = explanation;
    }

    /**
     * Creates the table.
     *
     * @param results in the order of the rows
     * @return the table
     */
    public static ResultTable of(List<RunResult> results) {
        Comparison comparison = Comparison.of(results);
        if (SeedTable.suits(comparison)) {
            return new ResultTable(SeedTable.of(comparison), SeedTable.explanation(comparison) + "\n");
        }
        List<Column> columns = columns(results);
        TextTable table = new TextTable(
                columns.stream().map(Column::heading).toList(),
                columns.stream().map(Column::numeric).toList());
        for (RunResult result : results) {
            table.add(
                    columns.stream().map(column -> column.cell().apply(result)).toList());
        }
        return new ResultTable(table, "");
    }

    /**
     * Describes the runs that did not complete.
     *
     * @param results any results
     * @return one sentence per run that failed, diverged or ended worse than guessing, and per model that was left out, with
     *     the reason
     */
    public static List<String> troubles(List<RunResult> results) {
        Function<RunResult, String> names = names(results, Comparison::name);
        return results.stream()
                .filter(result -> !result.outcome().succeeded())
                .map(result -> names.apply(result) + (isLeftOut(result) ? "" : run(result)) + ", " + word(result) + ": "
                        + result.outcome().reason())
                .toList();
    }

    /**
     * Explains the bounds among the speeds.
     *
     * @param results any results
     * @return a sentence if a run was too short to measure how fast it trained; empty if none was
     */
    public static Optional<String> tooShort(List<RunResult> results) {
        return bound(results).isEmpty()
                ? Optional.empty()
                : Optional.of("\"" + BOUND.strip()
                        + "\": a run was too short to measure its time per example, with fewer than "
                        + TrainingSpeed.MIN_MEASURED_STEPS + " steps after the first "
                        + TrainingSpeed.WARM_UP.toSeconds() + " s, in which the JVM warms up.");
    }

    /** Returns what stands before a time per example, which is a bound if one of the runs was too short to measure it. */
    static String bound(List<RunResult> results) {
        boolean tooShort = results.stream()
                .map(result -> result.measurements().training())
                .anyMatch(training -> training.steps() > 0 && !training.measured());
        return tooShort ? BOUND : "";
    }

    /**
     * Formats the table for a terminal.
     *
     * @return aligned lines, and one that explains them where they are of several seeds
     */
    public String text() {
        return table.text() + explanation;
    }

    /**
     * Formats the table for a file.
     *
     * @return a Markdown table
     */
    public String markdown() {
        return table.markdown();
    }

    private static List<Column> columns(List<RunResult> results) {
        List<Column> columns = new ArrayList<>();
        if (results.stream().map(result -> result.spec().task()).distinct().count() > 1) {
            columns.add(new Column("task", false, result -> result.spec().task()));
        }
        columns.add(new Column("model", false, names(results, Comparison::modelName)));
        if (results.stream().map(result -> result.spec().trainer()).distinct().count() > 1) {
            columns.add(new Column("trainer", false, result -> result.spec().trainer()));
        }
        columns.add(new Column(
                "learning rate",
                true,
                result -> isLeftOut(result)
                        ? MISSING
                        : LearningRateText.of(result.spec().learningRate())));
        if (results.stream().map(result -> result.spec().seed()).distinct().count() > 1) {
            columns.add(new Column(
                    "seed",
                    true,
                    result -> isLeftOut(result)
                            ? MISSING
                            : Long.toString(result.spec().seed())));
        }
        columns.add(new Column(
                "train loss",
                true,
                result -> of(result.measurements().lastEvaluation().train(), Metrics::loss)));
        columns.add(new Column(
                "test loss",
                true,
                result -> of(result.measurements().lastEvaluation().test(), Metrics::loss)));
        columns.add(new Column(
                "test accuracy",
                true,
                result -> of(result.measurements().lastEvaluation().test(), Metrics::accuracy)));
        columns.add(new Column("exact match", true, ResultTable::exactMatch));
        columns.add(new Column("parameters", true, ResultTable::parameters));
        columns.add(new Column(
                "us per example",
                true,
                result -> Metric.MICROS_PER_EXAMPLE.of(result).stream()
                        .mapToObj(micros -> bound(List.of(result)) + Numbers.fixed(micros, 2))
                        .findFirst()
                        .orElse(MISSING)));
        columns.add(new Column(
                "seconds",
                true,
                result -> result.measurements().training().steps() == 0
                        ? MISSING
                        : Numbers.fixed(result.measurements().training().trainingSeconds(), 1)));
        if (results.stream().anyMatch(result -> BestCell.clearlyBest(result).isPresent())) {
            columns.add(new Column(
                    BestCell.HEADING,
                    false,
                    result -> BestCell.clearlyBest(result).map(BestCell::text).orElse(MISSING)));
        }
        if (kinds(results).anyMatch(kind -> kind != Outcome.Kind.COMPLETED)) {
            columns.add(new Column("outcome", false, ResultTable::word));
        }
        return columns;
    }

    /** Returns the name of each run's group. */
    private static Function<RunResult, String> names(
            List<RunResult> results, BiFunction<Comparison, RunGroup, String> name) {
        Comparison comparison = Comparison.of(results);
        Map<RunResult, String> names = new IdentityHashMap<>();
        comparison
                .groups()
                .forEach(group -> group.runs().forEach(run -> names.put(run, name.apply(comparison, group))));
        return result -> names.getOrDefault(result, result.spec().model());
    }

    private static Stream<Outcome.Kind> kinds(List<RunResult> results) {
        return results.stream().map(result -> result.outcome().kind());
    }

    /** Returns whether the model was left out, whatever the learning rate and the seed. */
    static boolean isLeftOut(RunResult result) {
        return result.outcome().kind() == Outcome.Kind.LEFT_OUT;
    }

    private static String run(RunResult result) {
        return ", learning rate " + LearningRateText.of(result.spec().learningRate()) + ", seed "
                + result.spec().seed();
    }

    private static String of(Optional<Metrics> metrics, Function<Metrics, Double> value) {
        return metrics.map(value).map(number -> Numbers.fixed(number, 4)).orElse(MISSING);
    }

    private static String exactMatch(RunResult result) {
        return result.measurements().lastEvaluation().test().isPresent()
                        && result.measurements()
                                .lastEvaluation()
                                .test()
                                .get()
                                .exactMatch()
                                .isPresent()
                ? Numbers.fixed(
                        result.measurements()
                                .lastEvaluation()
                                .test()
                                .get()
                                .exactMatch()
                                .getAsDouble(),
                        4)
                : MISSING;
    }

    private static String parameters(RunResult result) {
        return result.measurements().parameters() == 0
                ? MISSING
                : Numbers.grouped(result.measurements().parameters());
    }

    private static String word(RunResult result) {
        return result.outcome().kind().displayName();
    }
}
