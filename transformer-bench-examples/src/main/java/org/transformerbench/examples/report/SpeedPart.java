package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.transformerbench.api.result.InferenceSpeed;
import org.transformerbench.api.result.Percentiles;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.Interval;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Figures;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Table;
import org.transformerbench.examples.report.chart.BarChart;
import org.transformerbench.examples.report.chart.BarChart.Bar;
import org.transformerbench.examples.report.chart.Chart;

/** The section of training and inference speeds. */
final class SpeedPart {
    private final ScopeView view;

    SpeedPart(ScopeView view) {
        this.view = view;
    }

    List<Block> blocks() {
        List<Chart> charts = new ArrayList<>();
        List<Bar> training = view.best().stream()
                .filter(group -> ResultTable.bound(group.successfulRuns()).isEmpty())
                .flatMap(group -> group.estimate(Metric.MICROS_PER_EXAMPLE).stream()
                        .filter(estimate -> drawable(estimate.mean()))
                        .map(estimate -> training(group, estimate)))
                .toList();
        add(charts, "Training", "microseconds per example", training);
        List<Bar> latency =
                view.best().stream().flatMap(group -> latencies(group).stream()).toList();
        add(charts, "One answer", "microseconds per answer", latency);
        if (charts.isEmpty()) {
            return List.of();
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Heading("Speed"));
        blocks.add(new Figures(List.of(), charts, caption(charts, !latency.isEmpty())));
        if (!latency.isEmpty()) {
            blocks.add(table());
        }
        return blocks;
    }

    private static void add(List<Chart> charts, String title, String unit, List<Bar> bars) {
        if (!bars.isEmpty()) {
            String description = String.join(
                    ", ",
                    bars.stream().map(bar -> bar.name() + " " + bar.label()).toList());
            charts.add(new BarChart(title, Numbers.sentence(unit) + ": " + description + ".", unit, bars));
        }
    }

    private static boolean drawable(double value) {
        return Double.isFinite(value) && value >= 0;
    }

    private Bar training(RunGroup group, Estimate estimate) {
        Interval interval = estimate.interval().orElse(new Interval(estimate.mean(), estimate.mean()));
        return new Bar(
                view.name(group),
                view.look(group),
                estimate.mean(),
                interval.low(),
                interval.high(),
                Numbers.brief(estimate.mean()));
    }

    private List<Bar> latencies(RunGroup group) {
        List<Bar> bars = new ArrayList<>();
        mean(group, speed -> speed.answerMicros().p50())
                .filter(SpeedPart::drawable)
                .ifPresent(p50 -> bars.add(bar(
                        group,
                        "",
                        p50,
                        mean(group, speed -> speed.answerMicros().p99()))));
        mean(group, speed -> cached(speed, Percentiles::p50))
                .filter(SpeedPart::drawable)
                .ifPresent(p50 ->
                        bars.add(bar(group, ", cache", p50, mean(group, speed -> cached(speed, Percentiles::p99)))));
        return bars;
    }

    private Bar bar(RunGroup group, String suffix, double p50, Optional<Double> p99) {
        return new Bar(
                view.name(group) + suffix,
                view.look(group),
                p50,
                p50,
                p99.filter(SpeedPart::drawable).orElse(p50),
                Numbers.brief(p50));
    }

    /**
     * Returns the time of an answer with cached keys and values, or NaN where there is no cache.
     */
    private static double cached(InferenceSpeed speed, ToDoubleFunction<Percentiles> part) {
        return speed.cachedAnswerMicros().map(part::applyAsDouble).orElse(Double.NaN);
    }

    private static Optional<Double> mean(RunGroup group, ToDoubleFunction<InferenceSpeed> value) {
        double[] values = group.runs().stream()
                .flatMap(run -> run.measurements().inference().stream())
                .mapToDouble(value)
                .filter(Double::isFinite)
                .toArray();
        return values.length == 0
                ? Optional.empty()
                : Optional.of(Estimate.of(values).mean());
    }

    private String caption(List<Chart> charts, boolean latency) {
        boolean cutOff = charts.stream().anyMatch(chart -> chart instanceof BarChart bars && bars.cutOff());
        boolean seeds = view.best().stream().anyMatch(group -> group.runs().size() > 1);
        return "Shorter is better."
                + (seeds ? " Whiskers at training: 95 % interval of the mean over seeds." : "")
                + (latency ? " Whiskers at answers: from the median to the 99th percentile." : "")
                + (cutOff ? " An arrow: it goes on beyond the picture." : "");
    }

    private Table table() {
        List<List<Cell>> rows = new ArrayList<>();
        for (RunGroup group : view.best()) {
            if (mean(group, InferenceSpeed::examplesPerSecond).isPresent()) {
                rows.add(List.of(
                        Cell.of(view.name(group)),
                        cell(mean(group, InferenceSpeed::answerTokens)),
                        cell(mean(group, speed -> speed.answerMicros().p50())),
                        cell(mean(group, speed -> speed.answerMicros().p90())),
                        cell(mean(group, speed -> speed.answerMicros().p99())),
                        cell(mean(group, speed -> cached(speed, Percentiles::p50))),
                        cell(mean(group, InferenceSpeed::batchSize)),
                        cell(mean(group, InferenceSpeed::examplesPerSecond))));
            }
        }
        return new Table(
                "Microseconds per answer, and examples per second in a batch",
                List.of(
                        new Column("model", false),
                        new Column("tokens per answer", true),
                        new Column("P50", true),
                        new Column("P90", true),
                        new Column("P99", true),
                        new Column("P50 with cache", true),
                        new Column("batch", true),
                        new Column("examples per second", true)),
                rows);
    }

    private static Cell cell(Optional<Double> value) {
        return value.map(number -> Cell.of(Numbers.brief(number))).orElse(Cell.MISSING);
    }
}
