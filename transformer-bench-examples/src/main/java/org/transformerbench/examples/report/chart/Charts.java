package org.transformerbench.examples.report.chart;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.util.Locale;
import java.util.Optional;

/** A renderer of charts. */
public final class Charts {
    private Charts() {}

    /**
     * Draws a chart as SVG.
     *
     * @param chart what to draw
     * @param id is unique in the page
     * @return an {@code svg} element
     */
    public static String svg(Chart chart, String id) {
        if (chart instanceof LineChart lines) {
            return new LineChartDrawing(lines).svg(id);
        }
        if (chart instanceof MatrixChart matrix) {
            return new MatrixChartDrawing(matrix).svg(id);
        }
        return new BarChartDrawing((BarChart) chart).svg(id);
    }

    /**
     * Returns whether this Java runtime cannot draw. Small installations come without the system's font libraries, even where no
     * letter is shown.
     *
     * @return why it cannot; empty if it can
     */
    public static Optional<String> unavailable() {
        try {
            Font font = new Font(Font.SANS_SERIF, Font.PLAIN, ChartStyle.FONT_SIZE);
            new TextLayout("0", font, new FontRenderContext(null, true, false)).getBounds();
            return Optional.empty();
        } catch (RuntimeException | LinkageError | InternalError e) {
            return Optional.of("this Java installation has no fonts (" + e + ")");
        }
    }

    /**
     * Draws a sample of a series' style, for a legend.
     *
     * @param look the number of the series
     * @return an {@code svg} element
     */
    public static String sample(int look) {
        Drawing drawing = new Drawing(String.format(Locale.ROOT, "look-%d", look), 36, 12);
        var graphics = drawing.graphics();
        graphics.setColor(SeriesStyle.color(look));
        graphics.setStroke(SeriesStyle.stroke(look));
        graphics.drawLine(0, 6, 36, 6);
        graphics.setStroke(new BasicStroke(1));
        SeriesStyle.marker(look).paint(graphics, 18, 6, LineChartDrawing.MARKER_SIZE);
        return drawing.decoration();
    }
}
