package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.ConfusionMatrix;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Slice;
import org.transformerbench.api.TaskMetric;
import org.transformerbench.api.TaskMetrics;
import org.transformerbench.api.result.Measurements;
import org.transformerbench.api.result.RunResult;

/** What a report says of a task's own metrics. */
class TaskMetricsReportTest {
    private static final ConfusionMatrix MATRIX =
            ConfusionMatrix.of(List.of("cat", "dog"), new long[][] {{1200, 40}, {60, 700}});

    private static RunResult with(RunResult run, TaskMetrics metrics, ReferenceLine line) {
        Measurements old = run.measurements();
        return new RunResult(
                run.spec(),
                run.outcome(),
                run.curve(),
                new Measurements(
                        old.parameters(),
                        old.flopsPerExample(),
                        old.training(),
                        old.lastEvaluation(),
                        List.of(line),
                        old.inference(),
                        old.samples(),
                        old.listenerFailures(),
                        Optional.of(metrics)),
                run.provenance());
    }

    private static String markdown(TaskMetrics metrics, double exactMatch) {
        RunResult run = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1);
        ReferenceLine line =
                new ReferenceLine("naive Bayes", 0.5, OptionalDouble.of(0.25), OptionalDouble.of(exactMatch));
        return MarkdownWriter.of(Documents.of(List.of(with(run, metrics, line))));
    }

    @Test
    void classes_are_listed_with_their_intervals_and_confusions() {
        String report = markdown(
                new TaskMetrics(List.of(TaskMetric.of("macro-F1", MATRIX.macroF1())), Optional.of(MATRIX)), 0.1);

        assertThat(report)
                .contains("macro-F1", "0.9467", "precision", "0.9211", "taken for dog", "1,200", "0.900 to 0.938");
    }

    @Test
    void parts_of_the_test_data_have_a_column_each() {
        String report = markdown(
                new TaskMetrics(
                        List.of(
                                TaskMetric.of("error rate per output unit", 0.125),
                                TaskMetric.share("exact match", new Slice("input length", "3 to 4"), 90, 100)),
                        Optional.empty()),
                0.1);

        assertThat(report)
                .contains("error rate per output unit", "0.1250", "exact match, input length 3 to 4", "0.9000")
                .doesNotContain("taken for");
    }
}
