package org.transformerbench.examples.report.chart;

import java.util.List;

/**
 * A line of a chart, with a band around it where low and high differ.
 *
 * @param name what the legend calls it
 * @param look which colour, dashes and marker; the same number looks the same in every chart
 * @param points from left to right; those that are not finite are left out
 */
public record Curve(String name, int look, List<Point> points) {
    public Curve {
        points = List.copyOf(points);
    }

    /**
     * A point of the line with the ends of the band at it.
     *
     * @param x where
     * @param y the line
     * @param low lower end of the band
     * @param high upper end of the band
     */
    public record Point(double x, double y, double low, double high) {

        /**
         * Creates a curve without a band.
         *
         * @param x where
         * @param y the line
         * @return a point
         */
        public static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }
    }
}
