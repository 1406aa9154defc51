package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.api.statistics.SuccessRate;

/**
 * A table with one row per model and learning rate, for runs with several seeds: how many of them reached the target, and how far
 * they lie apart. What others say too is left out as long as a line is too wide.
 */
final class SeedTable {
    private static final String MISSING = "-";

    /** The rank of columns that are never left out. */
    private static final int ALWAYS = 0;

    private static final int DECIMALS = 4;

    /** A column; of those with a rank above 0, the one with the highest rank is left out first. */
    private record Column(String heading, boolean numeric, int rank, Function<RunGroup, String> cell) {}

    private final Comparison comparison;
    private final List<Column> columns = new ArrayList<>();

    private SeedTable(Comparison comparison) {
        this.comparison = comparison;
    }

    /** Returns whether a table by seeds says more than one with a row per run. */
    static boolean suits(Comparison comparison) {
        return comparison.groups().stream().anyMatch(group -> group.runs().size() > 1);
    }

    /** Returns the table, with the groups in their order. */
    static TextTable of(Comparison comparison) {
        SeedTable table = new SeedTable(comparison);
        table.names();
        table.quality();
        table.costs();
        return table.fitting();
    }

    /** Returns what the columns say, in one line. */
    static String explanation(Comparison comparison) {
        return "over seeds: means, lowest and highest"
                + (targets(comparison).isEmpty()
                        ? ""
                        : ", and how many had so many of the answers' tokens right; intervals are Wilson's");
    }

    private TextTable fitting() {
        while (true) {
            TextTable table = new TextTable(
                    columns.stream().map(Column::heading).toList(),
                    columns.stream().map(Column::numeric).toList());
            comparison
                    .groups()
                    .forEach(group -> table.add(columns.stream()
                            .map(column -> column.cell().apply(group))
                            .toList()));
            Optional<Column> least = columns.stream()
                    .filter(column -> column.rank() > ALWAYS)
                    .max(Comparator.comparingInt(Column::rank));
            if (table.width() <= TextTable.TERMINAL || least.isEmpty()) {
                return table;
            }
            columns.remove(least.get());
        }
    }

    private void column(String heading, boolean numeric, int rank, Function<RunGroup, String> cell) {
        columns.add(new Column(heading, numeric, rank, cell));
    }

    private void names() {
        if (distinct(group -> group.key().scope().task()) > 1) {
            column("task", false, ALWAYS, group -> group.key().scope().task());
        }
        column("model", false, ALWAYS, comparison::modelName);
        if (distinct(group -> group.key().trainer()) > 1) {
            column("trainer", false, ALWAYS, group -> group.key().trainer());
        }
        column(
                "learning rate",
                true,
                ALWAYS,
                group -> isLeftOut(group)
                        ? MISSING
                        : LearningRateText.of(group.key().learningRate()));
        column(
                "seeds",
                true,
                ALWAYS,
                group -> isLeftOut(group)
                        ? MISSING
                        : Integer.toString(group.runs().size()));
    }

    private long distinct(Function<RunGroup, String> part) {
        return comparison.groups().stream().map(part).distinct().count();
    }

    private void quality() {
        List<Double> targets = targets(comparison);
        if (!targets.isEmpty()) {
            boolean one = targets.size() == 1;
            column(
                    one ? "reached " + Numbers.percent(targets.get(0)) : "reached",
                    true,
                    ALWAYS,
                    group -> success(group)
                            .map(rate -> rate.successes() + "/" + rate.runs()
                                    + (one ? "" : " (" + Numbers.percent(rate.target()) + ")"))
                            .orElse(MISSING));
            column(
                    "95 % interval",
                    true,
                    2,
                    group -> success(group)
                            .map(rate -> Numbers.fixed(rate.interval().low(), 2) + " to "
                                    + Numbers.fixed(rate.interval().high(), 2))
                            .orElse(MISSING));
        }
        List<Metric> metrics = comparison.scopes().stream()
                .map(comparison::primaryMetric)
                .distinct()
                .toList();
        for (Metric metric : metrics) {
            column(metric.displayName(), true, ALWAYS, group -> mean(group, metric, DECIMALS));
            column("lowest to highest", true, ALWAYS, group -> spread(group, metric));
        }
        if (!metrics.contains(Metric.TEST_LOSS)) {
            column("test loss", true, 3, group -> mean(group, Metric.TEST_LOSS, DECIMALS));
        }
        column("test accuracy", true, 5, group -> mean(group, Metric.TEST_ACCURACY, DECIMALS));
    }

    private void costs() {
        column("parameters", true, 4, group -> ResultPart.parameters(group).text());
        column(
                "us per example",
                true,
                6,
                group -> group.estimate(Metric.MICROS_PER_EXAMPLE)
                        .map(Estimate::mean)
                        .map(micros -> ResultTable.bound(group.successfulRuns()) + Numbers.fixed(micros, 2))
                        .orElse(MISSING));
        column("seconds", true, 1, group -> mean(group, Metric.TRAINING_SECONDS, 1));
        boolean allEnded = comparison.groups().stream()
                .flatMap(group -> group.runs().stream())
                .allMatch(run -> run.outcome().succeeded() && run.outcome().finished());
        if (!allEnded) {
            column("outcome", false, ALWAYS, ResultPart::outcomes);
        }
    }

    /** Returns the accuracies that count as a success, in the order of the scopes. */
    private static List<Double> targets(Comparison comparison) {
        return comparison.groups().stream()
                .flatMap(group -> comparison.successRate(group).stream())
                .map(SuccessRate::target)
                .distinct()
                .toList();
    }

    private Optional<SuccessRate> success(RunGroup group) {
        return isLeftOut(group) ? Optional.empty() : comparison.successRate(group);
    }

    private static boolean isLeftOut(RunGroup group) {
        return group.runs().stream().allMatch(ResultTable::isLeftOut);
    }

    private static String mean(RunGroup group, Metric metric, int decimals) {
        return group.estimate(metric)
                .map(estimate -> Numbers.fixed(estimate.mean(), decimals))
                .orElse(MISSING);
    }

    private static String spread(RunGroup group, Metric metric) {
        double[] values = group.values(metric);
        if (values.length < 2) {
            return MISSING;
        }
        DoubleSummaryStatistics spread = Arrays.stream(values).summaryStatistics();
        return Numbers.fixed(spread.getMin(), DECIMALS) + " to " + Numbers.fixed(spread.getMax(), DECIMALS);
    }
}
