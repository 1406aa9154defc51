package org.transformerbench.examples.report.chart;

/** What can be drawn. */
public sealed interface Chart permits LineChart, BarChart {
    /**
     * Its heading.
     *
     * @return a few words
     */
    String title();

    /**
     * What a reader who cannot see it should know.
     *
     * @return a sentence
     */
    String description();
}
