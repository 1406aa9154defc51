package org.transformerbench.examples.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Figures;
import org.transformerbench.examples.report.Document.Key;
import org.transformerbench.examples.report.Document.Section;
import org.transformerbench.examples.report.Document.Table;
import org.transformerbench.examples.report.chart.Axis;
import org.transformerbench.examples.report.chart.Chart;
import org.transformerbench.examples.report.chart.Curve;
import org.transformerbench.examples.report.chart.LineChart;

/**
 * The report of a study that is not finished, as an HTML page that reloads itself: the runs in progress with their curves, and the
 * report of those that have ended.
 *
 * @param runs how many the study has
 * @param finished the results so far, in any order
 * @param running the runs in progress
 */
public record LiveReport(int runs, List<RunResult> finished, List<RunInProgress> running) {
    public LiveReport {
        finished = List.copyOf(finished);
        running = List.copyOf(running);
    }

    /**
     * Returns the page.
     *
     * @param reload after how long it reloads itself; at least a second
     * @return one self-contained HTML file
     */
    public String html(Duration reload) {
        List<RunResult> results = ResultsFile.lastOfEachRun(finished);
        Optional<Document> report = results.isEmpty() ? Optional.empty() : Optional.of(Documents.of(results));
        List<String> answers = new ArrayList<>(List.of(answer(results.size(), reload)));
        List<Section> sections = new ArrayList<>(List.of(new Section("In progress", blocks())));
        report.ifPresent(document -> {
            answers.addAll(document.answers());
            sections.addAll(document.sections());
        });
        return HtmlWriter.of(
                new Document(report.map(Document::title).orElse("Model comparison"), answers, sections),
                Optional.of(reload));
    }

    private String answer(int ended, Duration reload) {
        String state = runs == 0 && !running.isEmpty()
                ? "The values of the models are searched, before the first run."
                : ended + " of " + runs + (runs == 1 ? " run has" : " runs have") + " ended.";
        return state + " This page reloads itself every " + reload.toSeconds() + " s while the command runs.";
    }

    private List<Block> blocks() {
        if (running.isEmpty()) {
            return List.of();
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Table(
                "Runs in progress",
                List.of(
                        new Column("model", false),
                        new Column("learning rate", true),
                        new Column("seed", true),
                        new Column("of its budget", true),
                        new Column("left", true),
                        new Column("last evaluation", false)),
                running.stream().map(LiveReport::row).toList()));
        List<Chart> charts = new ArrayList<>();
        chart("loss", Metrics::loss).ifPresent(charts::add);
        chart("accuracy", Metrics::accuracy).ifPresent(charts::add);
        if (!charts.isEmpty()) {
            List<Key> legend = new ArrayList<>();
            for (int i = 0; i < running.size(); i++) {
                legend.add(new Key(name(running.get(i)), i));
            }
            blocks.add(new Figures(legend, charts, "Curves of the runs in progress, each evaluation a point."));
        }
        return blocks;
    }

    private static List<Cell> row(RunInProgress run) {
        return List.of(
                Cell.of(run.spec().model()),
                Cell.of(LearningRateText.of(run.spec().learningRate())),
                Cell.of(Long.toString(run.spec().seed())),
                Cell.of(Numbers.fixed(100 * run.progress(), 0) + " %"),
                Cell.of(run.timeLeft().toSeconds() + " s"),
                run.curve().isEmpty()
                        ? Cell.MISSING
                        : last(run.curve().get(run.curve().size() - 1)));
    }

    private static Cell last(CurvePoint point) {
        return Cell.of(
                "loss " + Numbers.fixed(judged(point).loss(), 4) + " after step " + Numbers.grouped(point.step()));
    }

    private static String name(RunInProgress run) {
        return run.spec().model() + ", rate " + LearningRateText.of(run.spec().learningRate()) + ", seed "
                + run.spec().seed();
    }

    /** Returns the held-out data that is evaluated while a run goes on, else the training batches. */
    private static Metrics judged(CurvePoint point) {
        return point.validation().or(point::test).orElse(point.train());
    }

    private Optional<Chart> chart(String metric, Function<Metrics, Double> value) {
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            curves.add(new Curve(
                    name(running.get(i)),
                    i,
                    running.get(i).curve().stream()
                            .filter(point -> Double.isFinite(value.apply(judged(point))))
                            .map(point -> Curve.Point.of(point.step(), value.apply(judged(point))))
                            .toList()));
        }
        List<Curve.Point> points =
                curves.stream().flatMap(curve -> curve.points().stream()).toList();
        if (points.isEmpty()) {
            return Optional.empty();
        }
        double end = points.stream().mapToDouble(Curve.Point::x).max().orElse(1);
        double highest = points.stream().mapToDouble(Curve.Point::y).max().orElse(1);
        return Optional.of(new LineChart(
                Numbers.sentence(metric) + " against steps",
                "The table above has the last value of each run.",
                Axis.linear("steps").between(0, end),
                Axis.linear(metric).between(0, highest > 0 ? highest : 1),
                curves,
                List.of()));
    }
}
