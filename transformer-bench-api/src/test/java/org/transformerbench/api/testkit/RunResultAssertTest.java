package org.transformerbench.api.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.testkit.TransformerBenchAssertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Metric;

class RunResultAssertTest {
    private final RunResult run = SampleRun.of("mlp")
            .reference("uniform", 2.77)
            .reference("unigram", 0.63)
            .result();

    @Test
    void what_is_as_expected_passes_and_can_be_chained() {
        assertThat(run)
                .hasTestAccuracyAtLeast(0.75)
                .hasValidationAccuracyAtLeast(0.8)
                .hasExactMatchAtLeast(0.25)
                .hasTestLossAtMost(0.625)
                .hasValidationLossAtMost(0.5)
                .hasTrainLossAtMost(0.375)
                .hasAtMost(Metric.TRAINING_SECONDS, 4)
                .hasSteps(40)
                .isCompleted()
                .endedWell()
                .endedBecause("40 steps")
                .beatsReferenceLine("uniform")
                .reachesAccuracy(0.6)
                .withinSteps(30)
                .reachesAccuracy(0.2)
                .within(Duration.ofSeconds(1))
                .isFasterThan(SampleRun.of("nano-gpt").microsPerExample(20).result(), 2);
        assertThat(SampleRun.of("mlp").outcome(Outcome.stopped("enough")).result())
                .isStopped()
                .endedWell();
        assertThat(SampleRun.of("mlp").outcome(Outcome.diverged("NaN")).result())
                .hasDiverged()
                .endedBecause("NaN");
        assertThat(SampleRun.of("mlp")
                        .outcome(Outcome.worseThanGuessing("2005 nats"))
                        .result())
                .endedWorseThanGuessing();
        assertThat(SampleRun.of("mlp")
                        .outcome(Outcome.failed(new IllegalStateException("no")))
                        .result())
                .hasFailed();
        assertThat(SampleRun.of("mlp").reference("uniform", 2.77).result()).beatsEveryReferenceLine();
    }

    @Test
    void a_failure_shows_the_run_what_was_expected_what_it_was_and_the_curve() {
        assertThatThrownBy(() -> assertThat(run).hasTestAccuracyAtLeast(0.9))
                .isInstanceOf(AssertionError.class)
                .message()
                .isEqualToNormalizingNewlines("""

                        Expected: test accuracy of at least 0.9
                        but was:  0.7500
                        Run:      mlp on addition, learning rate 0.01, seed 1, trainer compiled: completed (40 steps) after 40 steps, 4.00 s of training
                          step  seconds  train loss  train accuracy  validation loss  validation accuracy
                            10     1.00      2.0000          0.2000           2.0000               0.2000
                            20     2.00      1.0000          0.4000           1.0000               0.4000
                            30     3.00      0.6667          0.6000           0.6667               0.6000
                            40     4.00      0.5000          0.8000           0.5000               0.8000""");
    }

    @TestFactory
    Stream<DynamicTest> what_is_not_as_expected_fails_with_both_values() {
        RunResult slow = SampleRun.of("nano-gpt").seed(7).microsPerExample(15).result();
        RunResult none = SampleRun.of("none").nothingMeasured().result();
        RunResult text = SampleRun.of("text").test(Metrics.of(1, 0.5)).result();
        RunResult notANumber = SampleRun.of("nan")
                .test(Metrics.of(Double.NaN, Double.NaN))
                .reference("uniform", 2.77)
                .result();
        return Stream.of(
                fails(
                        "test accuracy of at least 0.9",
                        "0.7500",
                        () -> assertThat(run).hasTestAccuracyAtLeast(0.9)),
                fails(
                        "test accuracy of at least 0.0",
                        "NaN",
                        () -> assertThat(notANumber).hasTestAccuracyAtLeast(0)),
                fails(
                        "validation accuracy of at least 0.9",
                        "0.8000",
                        () -> assertThat(run).hasValidationAccuracyAtLeast(0.9)),
                fails(
                        "exact match of at least 0.5",
                        "0.2500",
                        () -> assertThat(run).hasExactMatchAtLeast(0.5)),
                fails(
                        "test loss of at most 0.1",
                        "0.6250",
                        () -> assertThat(run).hasTestLossAtMost(0.1)),
                fails(
                        "test loss of at most 9.0",
                        "NaN",
                        () -> assertThat(notANumber).hasTestLossAtMost(9)),
                fails(
                        "validation loss of at most 0.1",
                        "0.5000",
                        () -> assertThat(run).hasValidationLossAtMost(0.1)),
                fails(
                        "train loss of at most 0.1",
                        "0.3750",
                        () -> assertThat(run).hasTrainLossAtMost(0.1)),
                fails("41 steps", "40", () -> assertThat(run).hasSteps(41)),
                fails(
                        "the outcome stopped",
                        "completed: 40 steps",
                        () -> assertThat(run).isStopped()),
                fails(
                        "the outcome diverged",
                        "completed: 40 steps",
                        () -> assertThat(run).hasDiverged()),
                fails(
                        "the outcome failed",
                        "completed: 40 steps",
                        () -> assertThat(run).hasFailed()),
                fails(
                        "the outcome completed or stopped",
                        "diverged: NaN",
                        () -> assertThat(SampleRun.of("mlp")
                                        .outcome(Outcome.diverged("NaN"))
                                        .result())
                                .endedWell()),
                fails(
                        "an end whose reason contains 'time'",
                        "'40 steps'",
                        () -> assertThat(run).endedBecause("time")),
                fails(
                        "to reach an accuracy of 0.99 in training",
                        "at best 0.8000",
                        () -> assertThat(run).reachesAccuracy(0.99)),
                fails(
                        "to reach an accuracy of 0.6 within 29 steps",
                        "reached at step 30, after 3.00 s",
                        () -> assertThat(run).reachesAccuracy(0.6).withinSteps(29)),
                fails(
                        "to reach an accuracy of 0.6 within 2.50 s of training",
                        "reached at step 30, after 3.00 s",
                        () -> assertThat(run).reachesAccuracy(0.6).within(Duration.ofMillis(2500))),
                fails(
                        "to be at least 2.0 times as fast as nano-gpt on addition, learning rate 0.01, seed 7",
                        "1.50 times: 10.00 against 15.00 microseconds per example",
                        () -> assertThat(run).isFasterThan(slow, 2)),
                fails(
                        "to beat the reference line 'unigram' by 2 %",
                        "test loss 0.6250, which does not beat unigram with 0.6300",
                        () -> assertThat(run).beatsReferenceLine("unigram")),
                fails(
                        "to beat every reference line by 2 %",
                        "test loss 0.6250, which does not beat unigram with 0.6300",
                        () -> assertThat(run).beatsEveryReferenceLine()),
                fails(
                        "to beat every reference line by 2 %",
                        "test loss NaN, which does not beat uniform with 2.7700",
                        () -> assertThat(notANumber).beatsEveryReferenceLine()),
                fails(
                        "to beat the reference line 'plateau'",
                        "no such line: it has uniform, unigram",
                        () -> assertThat(run).beatsReferenceLine("plateau")),
                fails(
                        "to beat every reference line",
                        "without any: the task has none, or they could not be computed",
                        () -> assertThat(text).beatsEveryReferenceLine()),
                fails(
                        "a run with exact match",
                        "missing: this task has no whole answers",
                        () -> assertThat(text).hasExactMatchAtLeast(0.5)),
                fails(
                        "a run with exact match",
                        "missing: no step was taken",
                        () -> assertThat(none).hasExactMatchAtLeast(0.5)),
                fails(
                        "a run with validation loss",
                        "missing: no step was taken",
                        () -> assertThat(none).hasValidationLossAtMost(1)),
                fails(
                        "a run with microseconds per example",
                        "missing: no step was taken",
                        () -> assertThat(none).isFasterThan(run, 1)),
                fails(
                        "to be faster than none on addition, learning rate 0.01, seed 1",
                        "nothing to compare: that run took no step",
                        () -> assertThat(run).isFasterThan(none, 1)),
                fails(
                        "to reach an accuracy of 0.5 in training",
                        "never evaluated on validation or test data",
                        () -> assertThat(none).reachesAccuracy(0.5)));
    }

    private static DynamicTest fails(String expected, String found, ThrowingCallable assertion) {
        return DynamicTest.dynamicTest(
                expected + ", " + found,
                () -> assertThatThrownBy(assertion)
                        .isInstanceOf(AssertionError.class)
                        .message()
                        .startsWith(String.format("%nExpected: %s%nbut was:  %s%nRun:      ", expected, found)));
    }

    @Test
    void a_long_curve_is_thinned_and_keeps_its_ends() {
        RunResult longRun = SampleRun.of("mlp").curve(SampleRun.points(100)).result();

        assertThatThrownBy(() -> assertThat(longRun).hasSteps(1)).satisfies(error -> {
            List<String> table = error.getMessage().lines().skip(4).toList();
            assertThat(table).hasSize(1 + 12 + 1);
            assertThat(table.get(1).strip()).startsWith("10 ");
            assertThat(table.get(12).strip()).startsWith("1000 ");
            assertThat(table.get(13).strip()).isEqualTo("(12 of 100 evaluations)");
        });
    }

    @Test
    void the_curve_has_columns_for_the_parts_that_were_evaluated_only() {
        Metrics metrics = Metrics.of(1, 0.5);
        CurvePoint byTestData = new CurvePoint(10, 1, metrics, Optional.empty(), Optional.of(metrics));
        RunResult notebook = SampleRun.of("mlp").curve(List.of(byTestData)).result();
        RunResult none = SampleRun.of("mlp").nothingMeasured().result();

        assertThatThrownBy(() -> assertThat(notebook).hasSteps(1))
                .message()
                .contains("train accuracy  test loss  test accuracy")
                .doesNotContain("validation");
        assertThatThrownBy(() -> assertThat(none).hasSteps(1)).message().endsWith("(no curve: nothing was evaluated)");
        assertThat(notebook).reachesAccuracy(0.5).withinSteps(10);
    }

    @Test
    void no_run_at_all_is_said_as_such() {
        assertThatThrownBy(() -> assertThat((RunResult) null).hasTestAccuracyAtLeast(0.5))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not to be null");
        assertThatThrownBy(() -> assertThat((RunResult) null).reachesAccuracy(0.5))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not to be null");
    }

    @Test
    void a_description_of_the_user_stands_first() {
        assertThatThrownBy(() -> assertThat(run).as("the new tokenizer, 100 %").hasSteps(1))
                .message()
                .startsWith("[the new tokenizer, 100 %] ");
    }
}
