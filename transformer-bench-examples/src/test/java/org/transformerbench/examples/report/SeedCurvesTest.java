package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.chart.Curve.Point;

class SeedCurvesTest {
    @Test
    void at_a_step_that_all_evaluated_the_mean_and_the_extremes_are_shown() {
        Point point = seconds(group(run(1, 0.2, 0.4), run(2, 0.4, 0.6))).get(1);

        assertThat(point.x()).isEqualTo(2);
        assertThat(point.y()).isCloseTo(0.5, within(1e-12));
        assertThat(point.low()).isEqualTo(0.4);
        assertThat(point.high()).isEqualTo(0.6);
    }

    @Test
    void between_two_evaluations_a_run_is_on_the_line_between_them() {
        List<Point> points = seconds(group(run(1, 0.2, 0.4, 0.6), runEvery(2, 2, 0, 0.5)));

        // The second run is evaluated after 2 and 4 seconds, and so is half way at 3.
        assertThat(points.get(1).x()).isEqualTo(3);
        assertThat(points.get(1).low()).isCloseTo(0.25, within(1e-12));
        assertThat(points.get(1).high()).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void a_run_that_has_ended_keeps_its_last_value() {
        Point last = seconds(group(run(1, 0.9), run(2, 0.1, 0.2, 0.3))).get(2);

        assertThat(last.x()).isEqualTo(3);
        assertThat(last.high()).isEqualTo(0.9);
        assertThat(last.y()).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void the_best_so_far_never_gets_worse() {
        List<Point> points = curves(group(run(1, 0.5, 0.3, 0.7))).best(true);

        assertThat(points).extracting(Point::y).containsExactly(0.5, 0.5, 0.7);
        assertThat(curves(group(run(1, 0.5, 0.3, 0.7))).best(false))
                .extracting(Point::y)
                .containsExactly(0.5, 0.3, 0.3);
    }

    @Test
    void values_that_are_not_finite_are_left_out() {
        assertThat(seconds(group(run(1, 0.5, Double.NaN, 0.7))))
                .extracting(Point::x)
                .containsExactly(1.0, 3.0);
    }

    @Test
    void many_evaluations_are_thinned_out_but_for_the_last() {
        double[] values = new double[5000];
        values[4999] = 1;

        List<Point> points = seconds(group(run(1, values)));

        assertThat(points).hasSizeLessThan(160);
        assertThat(points.get(points.size() - 1).x()).isEqualTo(5000);
        assertThat(points.get(points.size() - 1).y()).isEqualTo(1);
    }

    private static List<Point> seconds(RunGroup group) {
        return curves(group).points();
    }

    private static SeedCurves curves(RunGroup group) {
        return SeedCurves.of(
                group, CurvePoint::trainingSeconds, point -> point.train().accuracy());
    }

    private static RunGroup group(RunResult... runs) {
        return Comparison.of(List.of(runs)).groups().get(0);
    }

    private static RunResult run(long seed, double... accuracies) {
        return runEvery(1, seed, accuracies);
    }

    private static RunResult runEvery(int secondsApart, long seed, double... accuracies) {
        List<CurvePoint> curve = IntStream.range(0, accuracies.length)
                .mapToObj(i -> new CurvePoint(
                        i + 1,
                        secondsApart * (i + 1),
                        Metrics.of(1, accuracies[i]),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        return RichResults.withCurve(RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, seed), curve);
    }
}
