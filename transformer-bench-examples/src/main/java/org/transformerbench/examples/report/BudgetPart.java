package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Figures;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Table;
import org.transformerbench.examples.report.chart.Axis;
import org.transformerbench.examples.report.chart.Curve;
import org.transformerbench.examples.report.chart.LineChart;

/** The section that shows which model is best within a limited training time. */
final class BudgetPart {
    private static final double[] BUDGETS = {
        0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400
    };
    private static final int MAX_ROWS = 8;

    private final ScopeView view;
    private final ScopeView.Data data;
    private final boolean accuracy;

    BudgetPart(ScopeView view) {
        this.view = view;
        this.data = view.curveData();
        this.accuracy = !view.text();
    }

    private record Reached(RunGroup group, List<Curve.Point> points) {
        /** Returns the best mean that the runs reached within this time; empty before all of them were evaluated. */
        Optional<Double> within(double seconds) {
            return points.stream()
                    .filter(point -> point.x() <= seconds)
                    .reduce((one, later) -> later)
                    .map(Curve.Point::y);
        }
    }

    List<Block> blocks() {
        List<Reached> chosen = reached(view.best());
        if (chosen.stream().noneMatch(reached -> reached.points().size() > 1)) {
            return List.of();
        }
        String what = accuracy ? "accuracy" : "loss";
        List<Curve> curves = chosen.stream()
                .map(reached -> new Curve(view.name(reached.group()), view.look(reached.group()), reached.points()))
                .toList();
        String axis = "best " + data.displayName() + " " + what + (accuracy ? "" : " (nats)");
        LineChart chart = new LineChart(
                "Best " + what + " within a training time",
                "The table with it says who is best within which time.",
                Axis.logarithmic("seconds of training, logarithmic"),
                accuracy ? Axis.linear(axis).between(0, 1) : Axis.linear(axis),
                curves,
                List.of());
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Heading("Quality against training time"));
        blocks.add(new Figures(
                CurvePart.legend(view),
                List.of(chart),
                "The best evaluation on " + data.displayName()
                        + " data up to each moment, mean over seeds, with the band from"
                        + " the lowest to the highest seed."));
        table(what).ifPresent(blocks::add);
        return blocks;
    }

    private List<Reached> reached(List<RunGroup> groups) {
        return groups.stream()
                .map(group -> new Reached(
                        group,
                        SeedCurves.of(
                                        group,
                                        CurvePoint::trainingSeconds,
                                        point -> data.of(point)
                                                .map(accuracy ? Metrics::accuracy : Metrics::loss)
                                                .orElse(null))
                                .best(accuracy)))
                .toList();
    }

    private Optional<Table> table(String what) {
        List<Reached> all =
                reached(view.groups().stream().filter(RunGroup::allSucceeded).toList());
        double longest = all.stream()
                .flatMap(reached -> reached.points().stream())
                .mapToDouble(Curve.Point::x)
                .max()
                .orElse(0);
        List<List<Cell>> rows = new ArrayList<>();
        for (double budget : BUDGETS) {
            Comparator<Reached> order =
                    Comparator.comparing(reached -> reached.within(budget).orElseThrow());
            List<Reached> there = all.stream()
                    .filter(reached -> reached.within(budget).isPresent())
                    .sorted(accuracy ? order.reversed() : order)
                    .toList();
            if (budget <= longest && !there.isEmpty()) {
                rows.add(row(budget, there));
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Table(
                        "Who has the best mean " + data.displayName() + " " + what
                                + " within which training time, of all" + " learning rates",
                        List.of(
                                new Column("within", true),
                                new Column("best", false),
                                new Column("learning rate", true),
                                new Column(what, true),
                                new Column("best of the other models", false)),
                        rows.subList(Math.max(0, rows.size() - MAX_ROWS), rows.size())));
    }

    private List<Cell> row(double budget, List<Reached> inOrder) {
        Reached best = inOrder.get(0);
        Cell second = inOrder.stream()
                .filter(other -> !view.name(other.group()).equals(view.name(best.group())))
                .findFirst()
                .map(other -> Cell.of(view.fullName(other.group()) + ", "
                        + Numbers.fixed(other.within(budget).orElseThrow(), 4)))
                .orElse(Cell.MISSING);
        return List.of(
                Cell.of(Numbers.brief(budget) + " s"),
                Cell.of(view.name(best.group())),
                Cell.of(LearningRateText.of(best.group().key().learningRate())),
                Cell.of(Numbers.fixed(best.within(budget).orElseThrow(), 4)),
                second);
    }
}
