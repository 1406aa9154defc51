package org.transformerbench.examples.report.chart;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * One axis of a chart.
 *
 * @param title what it shows, with its unit
 * @param logarithmic whether equal distances are equal ratios; values must then be above 0
 * @param min where it begins; empty for where the data does
 * @param max where it ends; empty for where the data does
 */
public record Axis(String title, boolean logarithmic, OptionalDouble min, OptionalDouble max) {

    /**
     * Returns a linear axis that fits the data.
     *
     * @param title what it shows
     * @return a linear axis
     */
    public static Axis linear(String title) {
        return new Axis(title, false, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * Returns a logarithmic axis that fits the data.
     *
     * @param title what it shows
     * @return a logarithmic axis
     */
    public static Axis logarithmic(String title) {
        return new Axis(title, true, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * Returns an axis with given ends.
     *
     * @param from where it begins
     * @param to where it ends
     * @return a changed copy
     */
    public Axis between(double from, double to) {
        return new Axis(title, logarithmic, OptionalDouble.of(from), OptionalDouble.of(to));
    }

    /** Returns whether a value lies on the axis. */
    boolean holds(double value) {
        return Double.isFinite(value) && (!logarithmic || value > 0);
    }

    /** Returns the axis with distinct ends, taken from the data where none are given. */
    Axis around(DoubleStream data) {
        double[] values = data.filter(this::holds).toArray();
        double from = min.orElse(DoubleStream.of(values).min().orElse(logarithmic ? 1 : 0));
        double to = max.orElse(DoubleStream.of(values).max().orElse(logarithmic ? 10 : 1));
        if (to > from) {
            return between(from, to);
        }
        double apart = from == 0 ? 1 : Math.abs(from) / 2;
        return between(from - apart, from + apart);
    }

    double from() {
        return min.orElseThrow();
    }

    double to() {
        return max.orElseThrow();
    }
}
