package org.transformerbench.examples.report.chart;

import java.util.List;

/**
 * A chart of lines over a common axis.
 *
 * @param title a short heading
 * @param description what a reader who cannot see it should know
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param curves the lines
 * @param levels thin horizontal lines
 */
public record LineChart(String title, String description, Axis x, Axis y, List<Curve> curves, List<Level> levels)
        implements Chart {

    public LineChart {
        curves = List.copyOf(curves);
        levels = List.copyOf(levels);
    }

    /**
     * A horizontal line to compare with.
     *
     * @param name is written beside it
     * @param value where on the vertical axis
     */
    public record Level(String name, double value) {}
}
