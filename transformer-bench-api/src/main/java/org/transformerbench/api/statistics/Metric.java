package org.transformerbench.api.statistics;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.SliceMetrics;
import org.transformerbench.api.training.TrainingLoop;

/** A metric by which runs are compared. */
public enum Metric {
    /** Share of whole answers without a wrong token, on test data. */
    EXACT_MATCH(
            "exact match",
            true,
            result -> result.measurements()
                    .lastEvaluation()
                    .test()
                    .map(Metrics::exactMatch)
                    .filter(OptionalDouble::isPresent)
                    .map(OptionalDouble::getAsDouble)),
    /** Share of correct tokens, on test data. */
    TEST_ACCURACY("test accuracy", true, result -> test(result, Metrics::accuracy)),
    /** Mean cross-entropy in nats, on test data. */
    TEST_LOSS("test loss", false, result -> test(result, Metrics::loss)),
    /**
     * Mean cross-entropy in nats on the test targets that every model sees with a full context, where models predict different
     * targets: the slice {@code context full}.
     */
    FULL_CONTEXT_LOSS("test loss with full context", false, Metric::fullContextLoss),
    /** Share of whole answers without a wrong token, on validation data. */
    VALIDATION_EXACT_MATCH(
            "validation exact match",
            true,
            result -> result.measurements()
                    .lastEvaluation()
                    .validation()
                    .map(Metrics::exactMatch)
                    .filter(OptionalDouble::isPresent)
                    .map(OptionalDouble::getAsDouble)),
    /** Mean cross-entropy in nats, on validation data. */
    VALIDATION_LOSS(
            "validation loss",
            false,
            result -> result.measurements().lastEvaluation().validation().map(Metrics::loss)),
    /** Share of correct tokens, on validation data. */
    VALIDATION_ACCURACY(
            "validation accuracy",
            true,
            result -> result.measurements().lastEvaluation().validation().map(Metrics::accuracy)),
    /** Mean cross-entropy in nats, of the last evaluated training batch. */
    TRAIN_LOSS(
            "train loss",
            false,
            result -> result.measurements().lastEvaluation().train().map(Metrics::loss)),
    /** Training time in seconds. */
    TRAINING_SECONDS(
            "training seconds",
            false,
            result -> trained(result, result.measurements().training().trainingSeconds())),
    /** Training time per example in microseconds. */
    MICROS_PER_EXAMPLE(
            "microseconds per example",
            false,
            result -> trained(result, result.measurements().training().microsPerExample())),
    /** Steps taken. */
    STEPS(
            "steps",
            false,
            result -> trained(result, result.measurements().training().steps()));

    private final String displayName;
    private final boolean higherIsBetter;
    private final Function<RunResult, Optional<Double>> value;

    Metric(String displayName, boolean higherIsBetter, Function<RunResult, Optional<Double>> value) {
        this.displayName = displayName;
        this.higherIsBetter = higherIsBetter;
        this.value = value;
    }

    /**
     * Returns the name for use in a sentence.
     *
     * @return for example {@code "test loss"}
     */
    public String displayName() {
        return displayName;
    }

    /**
     * Returns whether larger values are better.
     *
     * @return true for shares of correct answers
     */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /**
     * Returns the value for a run.
     *
     * @param result a run
     * @return empty if it was not measured
     */
    public OptionalDouble of(RunResult result) {
        return value.apply(result).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static Optional<Double> test(RunResult result, Function<Metrics, Double> part) {
        return result.measurements().lastEvaluation().test().map(part);
    }

    private static Optional<Double> fullContextLoss(RunResult result) {
        return result.measurements().lastEvaluation().test().stream()
                .flatMap(metrics -> metrics.slices().stream())
                .filter(slice -> slice.slice().equals(TrainingLoop.FULL_CONTEXT))
                .map(SliceMetrics::loss)
                .findFirst();
    }

    private static Optional<Double> trained(RunResult result, double number) {
        return result.measurements().training().steps() == 0 ? Optional.empty() : Optional.of(number);
    }
}
