package org.transformerbench.examples.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The style that all charts share. */
final class ChartStyle {
    static final int FONT_SIZE = 12;

    private ChartStyle() {}

    static XYChart chart(int width, int height) {
        XYChart chart = new XYChart(width, height);
        var styler = chart.getStyler();
        styler.setChartBackgroundColor(Palette.NOTHING)
                .setPlotBackgroundColor(Palette.NOTHING)
                .setPlotBorderVisible(false)
                .setChartFontColor(Palette.OUTLINED_TEXT)
                .setChartTitleVisible(false)
                .setLegendVisible(false)
                .setChartPadding(6)
                .setLocale(Locale.ROOT);
        styler.setPlotGridLinesColor(Palette.GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setAxisTickMarksColor(Palette.AXIS)
                .setAxisTickLabelsColor(Palette.OUTLINED_TEXT)
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE))
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE))
                .setAxisTickMarksStroke(new BasicStroke(1))
                .setPlotMargin(0);
        return chart;
    }

    /** Returns the approximate width of a label in most fonts, with a gap. */
    static double width(String label) {
        return label.length() * 0.58 * FONT_SIZE + 10;
    }

    static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        series.setLineColor(color);
        series.setLineStyle(stroke);
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }

    static void area(XYChart chart, String name, double[] x, double[] y, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(color);
        series.setLineColor(Palette.NOTHING);
        series.setMarker(SeriesMarkers.NONE);
    }

    /** Sets the ends of both axes. Both axes must have ends. */
    static void limits(XYChart chart, Axis x, Axis y) {
        var styler = chart.getStyler();
        styler.setXAxisLogarithmic(x.logarithmic()).setYAxisLogarithmic(y.logarithmic());
        styler.setXAxisLogarithmicDecadeOnly(false).setYAxisLogarithmicDecadeOnly(false);
        styler.setXAxisMin(x.from()).setXAxisMax(x.to()).setYAxisMin(y.from()).setYAxisMax(y.to());
    }
}
