package org.transformerbench.testkit;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.Metric;

/** Values of a run that the assertions need. */
final class RunFacts {
    private RunFacts() {}

    static String whyMissing(RunResult run, Metric metric) {
        if (run.measurements().training().steps() == 0) {
            return "no step was taken";
        }
        return switch (metric) {
            case EXACT_MATCH ->
                run.measurements().lastEvaluation().test().isEmpty()
                        ? "no test data was evaluated"
                        : "this task has no whole answers";
            case TEST_ACCURACY, TEST_LOSS -> "no test data was evaluated";
            case VALIDATION_ACCURACY, VALIDATION_LOSS -> "no validation data was evaluated";
            default -> "nothing was evaluated";
        };
    }

    /**
     * Returns the accuracy on validation data, or on test data where none is set apart; below every accuracy where there is
     * neither.
     */
    static double accuracy(CurvePoint point) {
        return point.validation().or(point::test).map(Metrics::accuracy).orElse(Double.NEGATIVE_INFINITY);
    }

    static String bestAccuracy(RunResult run) {
        OptionalDouble best = run.curve().stream()
                .mapToDouble(RunFacts::accuracy)
                .filter(Double::isFinite)
                .max();
        return best.isEmpty()
                ? "never evaluated on validation or test data"
                : "at best " + RunText.number(best.getAsDouble());
    }

    static String speed(double factor, double micros, double others) {
        return String.format(
                Locale.ROOT, "%.2f times: %.2f against %.2f microseconds per example", factor, micros, others);
    }

    static String referencesOf(RunResult run) {
        return run.measurements().references().isEmpty()
                ? "it has none"
                : "it has "
                        + run.measurements().references().stream()
                                .map(ReferenceLine::name)
                                .collect(Collectors.joining(", "));
    }

    /** Returns the reference lines that the run does not beat, by the rule of the reports. */
    static List<ReferenceLine> unbeaten(RunResult run) {
        return Comparison.of(List.of(run)).groups().get(0).unbeatenReferences();
    }

    static String losses(List<ReferenceLine> lines) {
        return lines.stream()
                .map(line -> line.name() + " with " + RunText.number(line.loss()))
                .collect(Collectors.joining(", "));
    }
}
