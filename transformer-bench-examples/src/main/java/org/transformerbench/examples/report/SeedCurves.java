package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.chart.Curve;

/**
 * The curves of a group's runs combined: the mean at each place, with the smallest and the largest value. A run that has ended
 * keeps its last value.
 */
final class SeedCurves {
    private static final int MAX_POINTS = 150;

    private final List<Line> lines;

    private SeedCurves(List<Line> lines) {
        this.lines = lines;
    }

    /** The curve of one run. */
    private record Line(double[] x, double[] y) {
        boolean begunAt(double place) {
            return x.length > 0 && x[0] <= place;
        }

        /** Interpolates linearly between two evaluations. */
        double at(double place) {
            int found = Arrays.binarySearch(x, place);
            if (found >= 0) {
                return y[found];
            }
            int after = -found - 1;
            if (after >= x.length) {
                return y[y.length - 1];
            }
            double share = (place - x[after - 1]) / (x[after] - x[after - 1]);
            return y[after - 1] + share * (y[after] - y[after - 1]);
        }

        /** Returns the best value up to each place; in between, that of the place before. */
        Line best(boolean higherIsBetter) {
            double[] best = y.clone();
            for (int i = 1; i < best.length; i++) {
                best[i] = higherIsBetter ? Math.max(best[i], best[i - 1]) : Math.min(best[i], best[i - 1]);
            }
            return new Line(x, best);
        }

        double before(double place) {
            int found = Arrays.binarySearch(x, place);
            return y[found >= 0 ? found : -found - 2];
        }
    }

    /**
     * Combines curves.
     *
     * @param place a step or a time; rises along a curve
     * @param value empty where it was not evaluated; not finite counts as that
     */
    static SeedCurves of(RunGroup group, ToDoubleFunction<CurvePoint> place, Function<CurvePoint, Double> value) {
        List<RunResult> successful = group.successfulRuns();
        List<Line> lines = new ArrayList<>();
        for (RunResult run : successful.isEmpty() ? group.runs() : successful) {
            List<CurvePoint> points = run.curve().stream()
                    .filter(point -> value.apply(point) != null && Double.isFinite(value.apply(point)))
                    .toList();
            if (!points.isEmpty()) {
                lines.add(new Line(
                        points.stream().mapToDouble(place).toArray(),
                        points.stream().mapToDouble(value::apply).toArray()));
            }
        }
        return new SeedCurves(lines);
    }

    List<Curve.Point> points() {
        return points(lines, false);
    }

    /** Returns the best value so far. */
    List<Curve.Point> best(boolean higherIsBetter) {
        return points(lines.stream().map(line -> line.best(higherIsBetter)).toList(), true);
    }

    private static List<Curve.Point> points(List<Line> lines, boolean stairs) {
        double[] places = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.x()))
                .sorted()
                .distinct()
                .filter(place -> lines.stream().allMatch(line -> line.begunAt(place)))
                .toArray();
        int every = Math.max(1, (int) Math.ceil(places.length / (double) MAX_POINTS));
        List<Curve.Point> points = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            if (i % every == 0 || i == places.length - 1) {
                double place = places[i];
                double[] values = lines.stream()
                        .mapToDouble(line -> stairs ? line.before(place) : line.at(place))
                        .toArray();
                points.add(new Curve.Point(
                        place,
                        Estimate.of(values).mean(),
                        Arrays.stream(values).min().getAsDouble(),
                        Arrays.stream(values).max().getAsDouble()));
            }
        }
        return points;
    }
}
