package org.transformerbench.testkit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Metric;

/**
 * Assertions about one run. What was not measured (the exact match of running text, the test data of a run that diverged)
 * fails every assertion about it, and the message says that it is missing.
 */
public final class RunResultAssert extends AbstractAssert<RunResultAssert, RunResult> {

    RunResultAssert(RunResult actual) {
        super(actual, RunResultAssert.class);
    }

    /**
     * Asserts a minimum share of correct answer tokens on test data.
     *
     * @param accuracy the smallest that passes, in [0, 1]
     * @return this
     */
    public RunResultAssert hasTestAccuracyAtLeast(double accuracy) {
        return hasAtLeast(Metric.TEST_ACCURACY, accuracy);
    }

    /**
     * Asserts a minimum share of correct answer tokens on validation data.
     *
     * @param accuracy the smallest that passes, in [0, 1]
     * @return this
     */
    public RunResultAssert hasValidationAccuracyAtLeast(double accuracy) {
        return hasAtLeast(Metric.VALIDATION_ACCURACY, accuracy);
    }

    /**
     * Asserts a minimum share of whole answers without a wrong token, on test data.
     *
     * @param share the smallest that passes, in [0, 1]
     * @return this
     */
    public RunResultAssert hasExactMatchAtLeast(double share) {
        return hasAtLeast(Metric.EXACT_MATCH, share);
    }

    /**
     * Asserts a maximum mean cross-entropy on test data.
     *
     * @param loss the largest that passes, in nats
     * @return this
     */
    public RunResultAssert hasTestLossAtMost(double loss) {
        return hasAtMost(Metric.TEST_LOSS, loss);
    }

    /**
     * Asserts a maximum mean cross-entropy on validation data.
     *
     * @param loss the largest that passes, in nats
     * @return this
     */
    public RunResultAssert hasValidationLossAtMost(double loss) {
        return hasAtMost(Metric.VALIDATION_LOSS, loss);
    }

    /**
     * Asserts a maximum mean cross-entropy of the last evaluated training batch.
     *
     * @param loss the largest that passes, in nats
     * @return this
     */
    public RunResultAssert hasTrainLossAtMost(double loss) {
        return hasAtMost(Metric.TRAIN_LOSS, loss);
    }

    /**
     * Asserts a lower bound of any metric.
     *
     * @param metric what is measured
     * @param bound the smallest that passes
     * @return this
     */
    public RunResultAssert hasAtLeast(Metric metric, double bound) {
        double value = value(metric);
        // Not "below": a value that is not a number is at least nothing.
        if (!(value >= bound)) {
            fail(metric.displayName() + " of at least " + bound, RunText.number(value));
        }
        return this;
    }

    /**
     * Asserts an upper bound of any metric.
     *
     * @param metric what is measured
     * @param bound the largest that passes
     * @return this
     */
    public RunResultAssert hasAtMost(Metric metric, double bound) {
        double value = value(metric);
        if (!(value <= bound)) {
            fail(metric.displayName() + " of at most " + bound, RunText.number(value));
        }
        return this;
    }

    /**
     * Asserts the number of steps that were taken.
     *
     * @param steps exactly this many
     * @return this
     */
    public RunResultAssert hasSteps(long steps) {
        isNotNull();
        if (actual.measurements().training().steps() != steps) {
            fail(
                    steps + " steps",
                    String.valueOf(actual.measurements().training().steps()));
        }
        return this;
    }

    /**
     * Asserts that the run used up a budget.
     *
     * @return this
     */
    public RunResultAssert isCompleted() {
        return ended(Outcome.Kind.COMPLETED);
    }

    /**
     * Asserts that the run was stopped: the accuracy was reached, or a listener or an interrupt asked for the end.
     *
     * @return this
     */
    public RunResultAssert isStopped() {
        return ended(Outcome.Kind.STOPPED);
    }

    /**
     * Asserts that a loss was not finite.
     *
     * @return this
     */
    public RunResultAssert hasDiverged() {
        return ended(Outcome.Kind.DIVERGED);
    }

    /**
     * Asserts that the last loss was far above that of guessing.
     *
     * @return this
     */
    public RunResultAssert endedWorseThanGuessing() {
        return ended(Outcome.Kind.WORSE_THAN_GUESSING);
    }

    /**
     * Asserts that an exception was thrown.
     *
     * @return this
     */
    public RunResultAssert hasFailed() {
        return ended(Outcome.Kind.FAILED);
    }

    /**
     * Asserts that the run was completed or stopped: it neither diverged nor failed, nor ended worse than guessing.
     *
     * @return this
     */
    public RunResultAssert endedWell() {
        return ended(Outcome.Kind.COMPLETED, Outcome.Kind.STOPPED);
    }

    private RunResultAssert ended(Outcome.Kind... kinds) {
        isNotNull();
        if (!List.of(kinds).contains(actual.outcome().kind())) {
            String expected = List.of(kinds).stream().map(RunText::word).collect(Collectors.joining(" or "));
            fail(
                    "the outcome " + expected,
                    RunText.word(actual.outcome().kind()) + ": "
                            + actual.outcome().reason());
        }
        return this;
    }

    /**
     * Asserts the reason why the run ended.
     *
     * @param part of {@link Outcome#reason()}
     * @return this
     */
    public RunResultAssert endedBecause(String part) {
        isNotNull();
        if (!actual.outcome().reason().contains(part)) {
            fail(
                    "an end whose reason contains '" + part + "'",
                    "'" + actual.outcome().reason() + "'");
        }
        return this;
    }

    /**
     * Asserts that an evaluation found this accuracy, on validation data or, where none is set apart, on test data, and returns
     * assertions about how soon. It may have been lost again later.
     *
     * @param accuracy in [0, 1]
     * @return assertions about the first such evaluation
     */
    public ReachedAccuracyAssert reachesAccuracy(double accuracy) {
        isNotNull();
        Optional<CurvePoint> first = actual.curve().stream()
                .filter(point -> RunFacts.accuracy(point) >= accuracy)
                .findFirst();
        if (first.isEmpty()) {
            fail("to reach an accuracy of " + accuracy + " in training", RunFacts.bestAccuracy(actual));
        }
        return new ReachedAccuracyAssert(this, accuracy, first.orElseThrow());
    }

    /**
     * Asserts a shorter training time per example than another run's. Runs of a few steps say little, since a JVM compiles as it
     * goes; so do runs that were made side by side.
     *
     * @param other the slower run
     * @param times how many times as long the other takes, at least; 1 for any less time
     * @return this
     */
    public RunResultAssert isFasterThan(RunResult other, double times) {
        double micros = value(Metric.MICROS_PER_EXAMPLE);
        OptionalDouble others = Metric.MICROS_PER_EXAMPLE.of(other);
        if (others.isEmpty()) {
            fail("to be faster than " + RunText.name(other), "nothing to compare: that run took no step");
        }
        double factor = others.orElseThrow() / micros;
        if (!(factor >= times)) {
            fail(
                    "to be at least " + times + " times as fast as " + RunText.name(other),
                    RunFacts.speed(factor, micros, others.getAsDouble()));
        }
        return this;
    }

    /**
     * Asserts that the test loss is below a reference line by at least 2 % of it: the model learned more than the reference.
     *
     * @param name of one of the task's lines, as {@code "unigram"}
     * @return this
     */
    public RunResultAssert beatsReferenceLine(String name) {
        isNotNull();
        if (actual.measurements().references().stream()
                .noneMatch(line -> line.name().equals(name))) {
            fail("to beat the reference line '" + name + "'", "no such line: " + RunFacts.referencesOf(actual));
        }
        return beats("the reference line '" + name + "'", line -> line.name().equals(name));
    }

    /**
     * Asserts that the test loss is below every reference line of the task by at least 2 % of it.
     *
     * @return this; fails if there are no lines
     */
    public RunResultAssert beatsEveryReferenceLine() {
        isNotNull();
        if (actual.measurements().references().isEmpty()) {
            fail("to beat every reference line", "without any: the task has none, or they could not be computed");
        }
        return beats("every reference line", line -> true);
    }

    private RunResultAssert beats(String words, Predicate<ReferenceLine> lines) {
        double loss = value(Metric.TEST_LOSS);
        List<ReferenceLine> unbeaten =
                RunFacts.unbeaten(actual).stream().filter(lines).toList();
        if (!unbeaten.isEmpty()) {
            fail(
                    "to beat " + words + " by 2 %",
                    "test loss " + RunText.number(loss) + ", which does not beat " + RunFacts.losses(unbeaten));
        }
        return this;
    }

    /** Returns the value of a metric, or fails if there is none. */
    private double value(Metric metric) {
        isNotNull();
        OptionalDouble value = metric.of(actual);
        if (value.isEmpty()) {
            fail("a run with " + metric.displayName(), "missing: " + RunFacts.whyMissing(actual, metric));
        }
        return value.orElseThrow();
    }

    /** Fails with a message in the form that all assertions share. */
    void fail(String expected, String found) {
        failWithMessage("%nExpected: %s%nbut was:  %s%nRun:      %s", expected, found, RunText.of(actual));
    }
}
