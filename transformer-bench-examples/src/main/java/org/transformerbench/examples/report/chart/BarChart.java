package org.transformerbench.examples.report.chart;

import java.util.List;

/**
 * A chart of horizontal bars that start at zero.
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

    private static final double LONGEST_WHISKER = 2;

    /**
     * Returns the largest value on the axis. A whisker that is much longer than all bars is cut off, or no bar could be seen.
     */
    double longest() {
        double bar = bars.stream().mapToDouble(Bar::value).max().orElse(0);
        double whisker = bars.stream().mapToDouble(Bar::high).max().orElse(0);
        return Math.max(bar, Math.min(whisker, LONGEST_WHISKER * bar));
    }

    /**
     * Returns whether a whisker is longer than the axis.
     *
     * @return true if one ends in an arrow
     */
    public boolean cutOff() {
        return bars.stream().anyMatch(bar -> bar.high() > longest());
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
