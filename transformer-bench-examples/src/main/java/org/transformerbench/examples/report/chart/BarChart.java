package org.transformerbench.examples.report.chart;

import java.util.List;

/**
 * Horizontal bars from zero.
 *
 * @param title a short heading
 * @param description what a reader who cannot see it should know
 * @param axisTitle what their length is, with its unit
 * @param bars from top to bottom
 */
public record BarChart(String title, String description, String axisTitle, List<Bar> bars) implements Chart {

    public BarChart {
        bars = List.copyOf(bars);
    }

    /**
     * One bar.
     *
     * @param name is written to its left
     * @param look which colour
     * @param value its length; at least 0 and finite
     * @param low where the whisker begins
     * @param high where the whisker ends; as {@code low} for none
     * @param label is written behind it
     */
    public record Bar(String name, int look, double value, double low, double high, String label) {}
}
