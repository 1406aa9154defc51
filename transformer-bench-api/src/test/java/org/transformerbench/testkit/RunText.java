package org.transformerbench.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;

/** The description of a run in a failure message: one line that identifies it, and its curve as a table. */
final class RunText {
    private static final int MAX_POINTS = 12;
    private static final String MISSING = "-";

    private record Column(String heading, Function<CurvePoint, String> cell) {}

    private RunText() {}

    static String of(RunResult run) {
        return name(run) + ", trainer " + run.spec().trainer() + ": " + end(run) + "\n" + curve(run.curve());
    }

    /** Returns what distinguishes a run from the others. */
    static String name(RunResult run) {
        return run.spec().model() + " on " + run.spec().task() + ", learning rate "
                + run.spec().learningRate() + ", seed " + run.spec().seed();
    }

    /** Describes how the run ended. */
    static String end(RunResult run) {
        return String.format(
                Locale.ROOT,
                "%s (%s) after %d steps, %.2f s of training",
                word(run.outcome().kind()),
                run.outcome().reason(),
                run.measurements().training().steps(),
                run.measurements().training().trainingSeconds());
    }

    static String word(Outcome.Kind kind) {
        return kind.displayName();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String curve(List<CurvePoint> points) {
        if (points.isEmpty()) {
            return "  (no curve: nothing was evaluated)";
        }
        List<Column> columns = columns(points);
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::heading).toList());
        thinned(points)
                .forEach(point -> rows.add(columns.stream()
                        .map(column -> column.cell().apply(point))
                        .toList()));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(text.isEmpty() ? "" : "\n");
            for (int column = 0; column < row.size(); column++) {
                text.append("  ")
                        .append(" ".repeat(width(rows, column) - row.get(column).length()));
                text.append(row.get(column));
            }
        }
        if (points.size() > MAX_POINTS) {
            text.append("\n  (")
                    .append(MAX_POINTS)
                    .append(" of ")
                    .append(points.size())
                    .append(" evaluations)");
        }
        return text.toString();
    }

    /** Returns the columns for which any point has a value. */
    private static List<Column> columns(List<CurvePoint> points) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("step", point -> String.valueOf(point.step())));
        columns.add(new Column("seconds", point -> String.format(Locale.ROOT, "%.2f", point.trainingSeconds())));
        addPart(columns, "train", points, point -> Optional.of(point.train()));
        addPart(columns, "validation", points, CurvePoint::validation);
        addPart(columns, "test", points, CurvePoint::test);
        return columns;
    }

    private static void addPart(
            List<Column> columns,
            String part,
            List<CurvePoint> points,
            Function<CurvePoint, Optional<Metrics>> metrics) {
        if (points.stream().anyMatch(point -> metrics.apply(point).isPresent())) {
            columns.add(new Column(
                    part + " loss", point -> cell(metrics.apply(point).map(Metrics::loss))));
            columns.add(new Column(
                    part + " accuracy", point -> cell(metrics.apply(point).map(Metrics::accuracy))));
        }
    }

    private static String cell(Optional<Double> value) {
        return value.map(RunText::number).orElse(MISSING);
    }

    /** Returns evenly spaced points, including the first and the last. */
    private static List<CurvePoint> thinned(List<CurvePoint> points) {
        int last = points.size() - 1;
        return last < MAX_POINTS
                ? points
                : IntStream.range(0, MAX_POINTS)
                        .mapToObj(row -> points.get((int) Math.round((double) row * last / (MAX_POINTS - 1))))
                        .toList();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
