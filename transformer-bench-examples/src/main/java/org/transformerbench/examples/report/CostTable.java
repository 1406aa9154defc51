package org.transformerbench.examples.report;

import java.util.List;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.ModelCost;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Table;

/** The table of quality against cost, a row per model, with those on the Pareto front marked. */
final class CostTable {
    private static final double MICROS_PER_MILLI = 1000;

    private final ScopeView view;
    private final Metric metric;

    CostTable(ScopeView view) {
        this.view = view;
        this.metric = view.primaryMetric();
    }

    Table table() {
        List<ModelCost> costs = view.comparison().costs(view.scope());
        boolean answers = costs.stream().anyMatch(cost -> cost.answerMicros().isPresent());
        List<Column> columns = List.of(
                new Column("model", false),
                new Column(metric.displayName(), true),
                new Column("training seconds", true),
                new Column("ms an answer", true),
                new Column("parameters", true),
                new Column("efficient", false));
        return new Table(
                "Quality against cost, means over seeds; \"efficient\" if no other model is at least as good in all columns and"
                        + " better in one",
                without(answers, columns),
                costs.stream().map(cost -> without(answers, row(cost))).toList());
    }

    /** Leaves out the time of an answer where nobody has measured it. */
    private static <T> List<T> without(boolean answers, List<T> row) {
        return answers ? row : List.of(row.get(0), row.get(1), row.get(2), row.get(4), row.get(5));
    }

    private List<Cell> row(ModelCost cost) {
        return List.of(
                Cell.of(view.name(cost.group())),
                Cell.of(Numbers.fixed(cost.quality(), 4)),
                Cell.of(Numbers.brief(cost.trainingSeconds())),
                cost.answerMicros().isPresent()
                        ? Cell.of(Numbers.brief(cost.answerMicros().getAsDouble() / MICROS_PER_MILLI))
                        : Cell.MISSING,
                Cell.of(Numbers.grouped(cost.parameters())),
                Cell.of(cost.efficient() ? "yes" : "no"));
    }
}
