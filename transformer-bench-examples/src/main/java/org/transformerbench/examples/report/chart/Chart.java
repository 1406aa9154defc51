package org.transformerbench.examples.report.chart;

/** A chart that can be drawn. */
public sealed interface Chart permits LineChart, BarChart, MatrixChart {
    /**
     * Returns the heading.
     *
     * @return a few words
     */
    String title();

    /**
     * Returns a description for readers who cannot see the chart.
     *
     * @return a sentence
     */
    String description();
}
