package org.transformerbench.examples.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.transformerbench.examples.report.chart.Curve.Point;

/** A line chart drawn by the chart library, with its labels added beside it. */
final class LineChartDrawing {
    static final int MARKER_SIZE = 7;

    private static final int WIDTH = 440;
    private static final int HEIGHT = 290;
    private static final int TITLE_HEIGHT = 22;
    private static final int MARKERS = 5;
    private static final int NAME_HEIGHT = 13;
    private static final int BAND_ALPHA = 40;

    private final LineChart chart;
    private final XYChart plot = ChartStyle.chart(WIDTH, HEIGHT);
    private final Ticks xTicks = new Ticks();
    private final Ticks yTicks = new Ticks();
    private int names;

    LineChartDrawing(LineChart chart) {
        this.chart = chart;
    }

    String svg(String id) {
        plot.getStyler().setPlotContentSize(0.96);
        plot.getStyler().setYAxisTickMarkSpacingHint(44);
        plot.setCustomXAxisTickLabelsFormatter(xTicks);
        plot.setCustomYAxisTickLabelsFormatter(yTicks);
        plot.getStyler().setPlotGridVerticalLinesVisible(false);
        plot.setXAxisTitle(chart.x().title());
        List<Curve> curves = chart.curves().stream().map(this::drawable).toList();
        Axis x = chart.x().around(values(curves).mapToDouble(Point::x));
        Axis y = chart.y()
                .around(DoubleStream.concat(
                        values(curves).flatMapToDouble(point -> DoubleStream.of(point.y(), point.low(), point.high())),
                        chart.levels().stream().mapToDouble(LineChart.Level::value)));
        ChartStyle.limits(plot, x, y);
        // Bands first: lines must not be hidden.
        curves.forEach(this::band);
        levels(x);
        curves.forEach(this::line);
        Drawing drawing = new Drawing(id, WIDTH, HEIGHT + TITLE_HEIGHT);
        drawing.graphics().translate(0, TITLE_HEIGHT);
        plot.paint(drawing.graphics(), WIDTH, HEIGHT);
        letters(drawing, x, y);
        return drawing.finish(id, chart.title(), chart.description());
    }

    /** Returns a unique name for a series. The library tells series apart by names, and models may have the same one. */
    private String newName() {
        names++;
        return "series " + names;
    }

    private static Stream<Point> values(List<Curve> curves) {
        return curves.stream().flatMap(curve -> curve.points().stream());
    }

    private Curve drawable(Curve curve) {
        return new Curve(
                curve.name(),
                curve.look(),
                curve.points().stream()
                        .filter(point -> chart.x().holds(point.x()) && chart.y().holds(point.y()))
                        .toList());
    }

    private void band(Curve curve) {
        List<Point> points = curve.points().stream()
                .filter(point -> chart.y().holds(point.low()) && chart.y().holds(point.high()))
                .toList();
        if (points.size() < 2 || points.stream().allMatch(point -> point.low() == point.high())) {
            return;
        }
        double[] there = points.stream().mapToDouble(Point::x).toArray();
        double[] high = points.stream().mapToDouble(Point::high).toArray();
        double[] low = points.stream().mapToDouble(Point::low).toArray();
        Color color = SeriesStyle.color(curve.look());
        ChartStyle.area(
                plot,
                newName(),
                joined(there, reversed(there)),
                joined(high, reversed(low)),
                new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_ALPHA));
    }

    private void levels(Axis x) {
        for (LineChart.Level level : chart.levels()) {
            if (chart.y().holds(level.value())) {
                ChartStyle.line(
                        plot,
                        newName(),
                        new double[] {x.from(), x.to()},
                        new double[] {level.value(), level.value()},
                        Palette.LEVEL,
                        new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {1, 3}, 0));
            }
        }
    }

    private void line(Curve curve) {
        if (curve.points().isEmpty()) {
            return;
        }
        String name = newName();
        double[] x = curve.points().stream().mapToDouble(Point::x).toArray();
        double[] y = curve.points().stream().mapToDouble(Point::y).toArray();
        ChartStyle.line(plot, name, x, y, SeriesStyle.color(curve.look()), SeriesStyle.stroke(curve.look()));
        List<Point> marked = marked(curve.points());
        XYSeries markers = plot.addSeries(
                name + " markers",
                marked.stream().mapToDouble(Point::x).toArray(),
                marked.stream().mapToDouble(Point::y).toArray());
        markers.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        markers.setMarker(SeriesStyle.marker(curve.look()));
        markers.setMarkerColor(SeriesStyle.color(curve.look()));
        plot.getStyler().setMarkerSize(MARKER_SIZE);
    }

    /**
     * Returns the few points with markers, always including the last one: with markers at every point, the line would be hidden.
     */
    private static List<Point> marked(List<Point> points) {
        int last = points.size() - 1;
        int every = Math.max(1, (int) Math.ceil(last / (double) MARKERS));
        return Stream.iterate(last, index -> index >= 0, index -> index - every)
                .map(points::get)
                .toList();
    }

    private void letters(Drawing drawing, Axis x, Axis y) {
        drawing.text(chart.y().title(), 6, 13, Drawing.Anchor.START, "axis-title");
        for (double tick : xTicks.withRoom(x, plot::getScreenXFromChart, ChartStyle::width)) {
            drawing.text(
                    Ticks.label(tick),
                    plot.getScreenXFromChart(tick),
                    HEIGHT + TITLE_HEIGHT - 29,
                    Drawing.Anchor.MIDDLE,
                    "tick");
        }
        double right = plot.getYAxisLeftWidth() - 5;
        for (double tick : yTicks.withRoom(y, plot::getScreenYFromChart, label -> 18)) {
            double baseline = plot.getScreenYFromChart(tick) + TITLE_HEIGHT + 4;
            drawing.text(Ticks.label(tick), right, baseline, Drawing.Anchor.END, "tick");
        }
        drawing.text(chart.x().title(), WIDTH - 6, HEIGHT + TITLE_HEIGHT - 8, Drawing.Anchor.END, "axis-title");
        levelNames(drawing, y);
    }

    /**
     * Places the names of levels above their lines; below where another name is there, and further down where that is taken too.
     */
    private void levelNames(Drawing drawing, Axis y) {
        List<LineChart.Level> fromTop = chart.levels().stream()
                .filter(level -> level.value() >= y.from() && level.value() <= y.to())
                .sorted(Comparator.comparingDouble(LineChart.Level::value).reversed())
                .toList();
        double free = 0;
        for (LineChart.Level level : fromTop) {
            double line = plot.getScreenYFromChart(level.value()) + TITLE_HEIGHT;
            double baseline = line - 4 >= free ? line - 4 : Math.max(line + NAME_HEIGHT - 2, free);
            drawing.text(level.name(), WIDTH - 8, baseline, Drawing.Anchor.END, "level");
            free = baseline + NAME_HEIGHT;
        }
    }

    private static double[] joined(double[] first, double[] second) {
        return DoubleStream.concat(DoubleStream.of(first), DoubleStream.of(second))
                .toArray();
    }

    private static double[] reversed(double[] values) {
        double[] reversed = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            reversed[i] = values[values.length - 1 - i];
        }
        return reversed;
    }
}
