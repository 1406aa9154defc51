package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.ConfusionMatrix;
import org.transformerbench.api.TaskMetric;
import org.transformerbench.api.TaskMetrics;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.Interval;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Figures;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Table;
import org.transformerbench.examples.report.chart.MatrixChart;

/** The section with the metrics of the task itself: its own numbers, and which class is taken for which. */
final class TaskMetricsPart {
    /** With more classes the squares of a picture are too small. */
    private static final int MAX_DRAWN = 20;

    private final ScopeView view;

    TaskMetricsPart(ScopeView view) {
        this.view = view;
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        List<RunGroup> judged =
                view.best().stream().filter(group -> !metrics(group).isEmpty()).toList();
        List<TaskMetric> columns = distinct(judged);
        if (!columns.isEmpty()) {
            blocks.add(new Heading("Measures of the task"));
            blocks.add(numbers(judged, columns));
        }
        judged.stream()
                .filter(group -> confusion(group).isPresent())
                .max(Comparator.comparingDouble(
                        group -> confusion(group).orElseThrow().macroF1()))
                .ifPresent(best -> {
                    ConfusionMatrix matrix = confusion(best).orElseThrow();
                    blocks.add(new Heading("Classes"));
                    blocks.add(classes(best, matrix));
                    blocks.add(confusions(best, matrix));
                    if (matrix.labels().size() <= MAX_DRAWN) {
                        blocks.add(picture(best, matrix));
                    }
                });
        return blocks;
    }

    private static List<TaskMetrics> metrics(RunGroup group) {
        return group.successfulRuns().stream()
                .flatMap(run -> run.measurements().taskMetrics().stream())
                .toList();
    }

    /** Returns one metric of each name and slice. */
    private static List<TaskMetric> distinct(List<RunGroup> groups) {
        List<TaskMetric> found = new ArrayList<>();
        groups.stream()
                .flatMap(group -> metrics(group).stream())
                .flatMap(metrics -> metrics.values().stream())
                .filter(metric -> found.stream().noneMatch(other -> isSame(metric, other)))
                .forEach(found::add);
        return found;
    }

    private static boolean isSame(TaskMetric one, TaskMetric other) {
        return one.name().equals(other.name()) && one.slice().equals(other.slice());
    }

    private Table numbers(List<RunGroup> groups, List<TaskMetric> metrics) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("model", false));
        metrics.forEach(metric -> columns.add(new Column(
                metric.name()
                        + metric.slice()
                                .map(slice -> ", " + slice.group() + " " + slice.name())
                                .orElse(""),
                true)));
        List<List<Cell>> rows = new ArrayList<>();
        for (RunGroup group : groups) {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(view.name(group)));
            metrics.forEach(metric -> row.add(cell(group, metric)));
            rows.add(row);
        }
        return new Table(
                "On test data, mean over seeds; below a share of trials its 95 % Wilson interval over all of them",
                columns, rows);
    }

    private static Cell cell(RunGroup group, TaskMetric wanted) {
        List<TaskMetric> found = metrics(group).stream()
                .flatMap(metrics -> metrics.values().stream())
                .filter(metric -> isSame(metric, wanted))
                .toList();
        if (found.isEmpty()) {
            return Cell.MISSING;
        }
        double[] values = found.stream().mapToDouble(TaskMetric::value).toArray();
        String mean = Numbers.fixed(Estimate.of(values).mean(), 4);
        if (found.stream().anyMatch(metric -> metric.trials().isEmpty())) {
            return Cell.of(mean);
        }
        long trials = 0;
        long successes = 0;
        for (TaskMetric metric : found) {
            trials += metric.trials().orElseThrow();
            successes += Math.round(metric.value() * metric.trials().orElseThrow());
        }
        return share(mean, successes, trials);
    }

    private static Cell share(String value, long successes, long trials) {
        if (trials == 0) {
            return Cell.MISSING;
        }
        Interval interval = Interval.ofShare(successes, trials);
        return Cell.of(value, Numbers.fixed(interval.low(), 3) + " to " + Numbers.fixed(interval.high(), 3));
    }

    /** Returns the sum of the matrices of a group's runs, over all classes that one of them has. */
    private static Optional<ConfusionMatrix> confusion(RunGroup group) {
        List<ConfusionMatrix> all = metrics(group).stream()
                .flatMap(metrics -> metrics.confusion().stream())
                .toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<String> labels = all.stream()
                .flatMap(matrix -> matrix.labels().stream())
                .distinct()
                .toList();
        long[][] counts = new long[labels.size()][labels.size()];
        for (ConfusionMatrix matrix : all) {
            for (int row = 0; row < matrix.labels().size(); row++) {
                for (int column = 0; column < matrix.labels().size(); column++) {
                    counts[labels.indexOf(matrix.labels().get(row))][
                                    labels.indexOf(matrix.labels().get(column))] +=
                            matrix.counts().get(row).get(column);
                }
            }
        }
        return Optional.of(ConfusionMatrix.of(labels, counts));
    }

    private Table classes(RunGroup group, ConfusionMatrix matrix) {
        List<List<Cell>> rows = new ArrayList<>();
        for (int label = 0; label < matrix.labels().size(); label++) {
            rows.add(List.of(
                    Cell.of(matrix.labels().get(label)),
                    share(Numbers.fixed(matrix.precision(label), 4), matrix.correct(label), matrix.predictions(label)),
                    share(Numbers.fixed(matrix.recall(label), 4), matrix.correct(label), matrix.examples(label)),
                    Cell.of(Numbers.fixed(matrix.f1(label), 4)),
                    Cell.of(Numbers.grouped(matrix.examples(label)))));
        }
        return new Table(
                view.fullName(group) + ", test data of all seeds; below each share its 95 % Wilson interval",
                List.of(
                        new Column("class", false),
                        new Column("precision", true),
                        new Column("recall", true),
                        new Column("F1", true),
                        new Column("examples", true)),
                rows);
    }

    private Figures picture(RunGroup group, ConfusionMatrix matrix) {
        long right = 0;
        long all = 0;
        for (int label = 0; label < matrix.labels().size(); label++) {
            right += matrix.correct(label);
            all += matrix.examples(label);
        }
        String description = "Of " + Numbers.grouped(all) + " test examples, " + Numbers.grouped(right)
                + " are on the diagonal, where the class is right.";
        return new Figures(
                List.of(),
                List.of(new MatrixChart("Classes taken for classes", description, matrix.labels(), matrix.counts())),
                view.fullName(group) + ": one row for each class. The area of a square is its share of the row.");
    }

    private Table confusions(RunGroup group, ConfusionMatrix matrix) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("class", false));
        matrix.labels().forEach(label -> columns.add(new Column("taken for " + label, true)));
        List<List<Cell>> rows = new ArrayList<>();
        for (int label = 0; label < matrix.labels().size(); label++) {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(matrix.labels().get(label)));
            matrix.counts().get(label).forEach(count -> row.add(Cell.of(Numbers.grouped(count))));
            rows.add(row);
        }
        return new Table(
                view.fullName(group) + ": how many test examples of a class were taken for which", columns, rows);
    }
}
