package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Figures;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Key;
import org.transformerbench.examples.report.chart.Axis;
import org.transformerbench.examples.report.chart.Chart;
import org.transformerbench.examples.report.chart.Curve;
import org.transformerbench.examples.report.chart.LineChart;

/** The section of learning curves: loss and accuracy by steps and by training time. */
final class CurvePart {
    /**
     * Ratio of the largest to the smallest loss from which the axis is logarithmic, since small losses cannot be told apart on a
     * linear one.
     */
    private static final double LOGARITHMIC_FROM = 20;

    private final ScopeView view;
    private final ScopeView.Data data;

    CurvePart(ScopeView view) {
        this.view = view;
        this.data = view.curveData();
    }

    List<Block> blocks() {
        List<Chart> charts = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            for (Place place : Place.values()) {
                List<Curve> curves = curves(metric, place);
                if (curves.stream().anyMatch(curve -> curve.points().size() > 1)) {
                    charts.add(chart(metric, place, curves));
                }
            }
        }
        if (charts.isEmpty()) {
            return List.of();
        }
        return List.of(new Heading("Learning curves"), new Figures(legend(view), charts, caption()));
    }

    static List<Key> legend(ScopeView view) {
        return view.best().stream()
                .filter(group ->
                        group.runs().stream().anyMatch(run -> !run.curve().isEmpty()))
                .map(group -> new Key(view.fullName(group), view.look(group)))
                .toList();
    }

    private String caption() {
        boolean seeds = view.best().stream().anyMatch(group -> group.runs().size() > 1);
        return "Evaluated on " + data.displayName() + " data, each model at the learning rate that was chosen for it."
                + (seeds
                        ? " Line: mean over seeds. Band: from the lowest to the highest seed. A run that has ended keeps"
                                + " its last value."
                        : "")
                + (view.references().isEmpty() ? "" : " Dotted: reference lines, which need no training.");
    }

    private List<Curve> curves(Metric metric, Place place) {
        List<Curve> curves = new ArrayList<>();
        for (RunGroup group : view.best()) {
            List<Curve.Point> points = SeedCurves.of(
                            group,
                            place.value,
                            point -> data.of(point).map(metric.value).orElse(null))
                    .points();
            curves.add(new Curve(view.name(group), view.look(group), points));
        }
        return curves;
    }

    private LineChart chart(Metric metric, Place place, List<Curve> curves) {
        String what = data.displayName() + " " + metric.displayName;
        double end = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Curve.Point::x)
                .max()
                .orElse(1);
        return new LineChart(
                Numbers.sentence(metric.displayName + " against " + place.displayName),
                description(what, place, curves),
                Axis.linear(place.title).between(0, end > 0 ? end : 1),
                metric == Metric.ACCURACY ? Axis.linear(what).between(0, 1) : lossAxis(what + " (nats)", curves),
                curves,
                levels(metric));
    }

    private static Axis lossAxis(String title, List<Curve> curves) {
        var values = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Curve.Point::y)
                .summaryStatistics();
        return values.getMin() > 0 && values.getMax() > LOGARITHMIC_FROM * values.getMin()
                ? Axis.logarithmic(title + ", logarithmic")
                : Axis.linear(title).between(0, values.getMax() > 0 ? values.getMax() : 1);
    }

    private List<LineChart.Level> levels(Metric metric) {
        List<LineChart.Level> levels = new ArrayList<>();
        for (ReferenceLine line : view.references()) {
            if (metric == Metric.LOSS) {
                levels.add(new LineChart.Level(line.name(), line.loss()));
            } else if (line.accuracy().isPresent()) {
                levels.add(new LineChart.Level(line.name(), line.accuracy().getAsDouble()));
            }
        }
        return levels;
    }

    private static String description(String what, Place place, List<Curve> curves) {
        StringBuilder text =
                new StringBuilder(Numbers.sentence(what) + " against " + place.displayName + ". At the end: ");
        String separator = "";
        for (Curve curve : curves) {
            if (!curve.points().isEmpty()) {
                Curve.Point last = curve.points().get(curve.points().size() - 1);
                text.append(separator)
                        .append(String.format(
                                Locale.ROOT, "%s %.4f after %s", curve.name(), last.y(), Numbers.brief(last.x())));
                separator = ", ";
            }
        }
        return text.append('.').toString();
    }

    /** The metric of a chart. */
    enum Metric {
        LOSS("loss", Metrics::loss),
        ACCURACY("accuracy", Metrics::accuracy);

        private final String displayName;
        private final Function<Metrics, Double> value;

        Metric(String displayName, Function<Metrics, Double> value) {
            this.displayName = displayName;
            this.value = value;
        }
    }

    /** The horizontal axis of a chart. */
    private enum Place {
        STEPS("steps", "steps", CurvePoint::step),
        SECONDS("training time", "seconds of training", CurvePoint::trainingSeconds);

        private final String displayName;
        private final String title;
        private final ToDoubleFunction<CurvePoint> value;

        Place(String displayName, String title, ToDoubleFunction<CurvePoint> value) {
            this.displayName = displayName;
            this.title = title;
            this.value = value;
        }
    }
}
