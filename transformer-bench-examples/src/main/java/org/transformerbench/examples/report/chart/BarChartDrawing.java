package org.transformerbench.examples.report.chart;

import java.awt.BasicStroke;
import org.knowm.xchart.XYChart;
import org.transformerbench.examples.report.chart.BarChart.Bar;

/** A bar chart drawn by the chart library, with its labels added beside it. */
final class BarChartDrawing {
    private static final int WIDTH = 440;
    private static final int ROW_HEIGHT = 34;
    private static final int AXIS_HEIGHT = 48;
    private static final double HALF_BAR = 0.3;
    private static final double HALF_CAP = 0.15;
    private static final double ARROW = 0.025;

    /** Length of the axis relative to the longest bar, which leaves room for the bar's label. */
    private static final double ROOM = 1.42;

    private final BarChart chart;
    private final int height;
    private final XYChart plot;
    private final Ticks ticks = new Ticks();

    BarChartDrawing(BarChart chart) {
        this.chart = chart;
        this.height = chart.bars().size() * ROW_HEIGHT + AXIS_HEIGHT;
        this.plot = ChartStyle.chart(WIDTH, height);
    }

    String svg(String id) {
        String widest = chart.bars().stream()
                .map(Bar::name)
                .reduce("", (one, other) -> one.length() >= other.length() ? one : other);
        double end = chart.longest() > 0 ? chart.longest() * ROOM : 1;
        plot.setCustomXAxisTickLabelsFormatter(ticks);
        plot.getStyler().setYAxisTicksVisible(false);
        plot.getStyler().setYAxisLeftWidthHint((int) ChartStyle.width(widest) + 10);
        plot.setXAxisTitle(chart.axisTitle());
        plot.getStyler().setPlotGridHorizontalLinesVisible(false);
        plot.getStyler().setXAxisTickMarkSpacingHint(30);
        plot.getStyler().setPlotContentSize(1);
        Axis x = Axis.linear(chart.axisTitle()).between(0, end);
        ChartStyle.limits(plot, x, Axis.linear("").between(0, chart.bars().size()));
        for (int row = 0; row < chart.bars().size(); row++) {
            bar(chart.bars().get(row), y(row), row);
        }
        Drawing drawing = new Drawing(id, WIDTH, height);
        plot.paint(drawing.graphics(), WIDTH, height);
        letters(drawing, x);
        return drawing.finish(id, chart.title(), chart.description());
    }

    /** Returns the position of a bar. The axis counts from below. */
    private double y(int row) {
        return chart.bars().size() - 0.5 - row;
    }

    private void bar(Bar bar, double y, int row) {
        ChartStyle.area(
                plot,
                "bar " + row,
                new double[] {0, bar.value(), bar.value(), 0},
                new double[] {y - HALF_BAR, y - HALF_BAR, y + HALF_BAR, y + HALF_BAR},
                SeriesStyle.color(bar.look()));
        if (bar.low() < bar.high()) {
            double low = Math.max(0, bar.low());
            double high = Math.min(bar.high(), chart.longest());
            // An arrow instead of a cap says that it goes on.
            double cap = bar.high() > high ? high - ARROW * chart.longest() : high;
            ChartStyle.line(
                    plot,
                    "whisker " + row,
                    new double[] {low, low, low, high, cap, high, cap},
                    new double[] {y - HALF_CAP, y + HALF_CAP, y, y, y - HALF_CAP, y, y + HALF_CAP},
                    Palette.WHISKER,
                    new BasicStroke(1.4f));
        }
    }

    private void letters(Drawing drawing, Axis x) {
        for (int row = 0; row < chart.bars().size(); row++) {
            Bar bar = chart.bars().get(row);
            double baseline = plot.getScreenYFromChart(y(row)) + 4;
            drawing.text(bar.name(), plot.getScreenXFromChart(0) - 8, baseline, Drawing.Anchor.END, "tick name");
            double behind = plot.getScreenXFromChart(Math.min(chart.longest(), Math.max(bar.value(), bar.high()))) + 6;
            drawing.text(bar.label(), behind, baseline, Drawing.Anchor.START, "value");
        }
        for (double tick : ticks.withRoom(x, plot::getScreenXFromChart, ChartStyle::width)) {
            drawing.text(Ticks.label(tick), plot.getScreenXFromChart(tick), height - 29, Drawing.Anchor.MIDDLE, "tick");
        }
        drawing.text(chart.axisTitle(), WIDTH - 6, height - 8, Drawing.Anchor.END, "axis-title");
    }
}
