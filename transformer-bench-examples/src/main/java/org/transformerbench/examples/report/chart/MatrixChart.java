package org.transformerbench.examples.report.chart;

import java.util.List;

/**
 * A chart of a matrix of counts: a square in each cell, whose area is the share
 * of its row.
 *
 * @param title a short heading
 * @param description what a reader who cannot see it should know
 * @param names of the rows from top to bottom, and of the columns from left to right
 * @param counts one row of counts for each name, as many as there are names
 */
public record MatrixChart(String title, String description, List<String> names, List<List<Long>> counts)
        implements Chart {

    public MatrixChart {
        names = List.copyOf(names);
        counts = List.copyOf(counts);
    }

    /** Returns the share of its row that a cell has; 0 in a row without counts. */
    double share(int row, int column) {
        long sum = counts.get(row).stream().mapToLong(Long::longValue).sum();
        return sum == 0 ? 0 : (double) counts.get(row).get(column) / sum;
    }
}
