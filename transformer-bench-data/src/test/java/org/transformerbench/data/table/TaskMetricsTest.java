package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.ConfusionMatrix;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TaskMetric;
import org.transformerbench.api.TaskMetrics;

class TaskMetricsTest {

    private static String reversed(String input) {
        return new StringBuilder(input).reverse().toString();
    }

    private static TaskMetric overall(TaskMetrics metrics) {
        return metrics.values().stream()
                .filter(metric -> metric.slice().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Targets.class)
    void a_model_that_writes_all_outputs_makes_no_error(Targets mode) {
        Dataset data = Tables.load(Tasks.pairs(Tables.reversals(300)), 1);
        TaskMetrics metrics = data.taskMetrics(new RuleModel(data, mode, TaskMetricsTest::reversed), mode)
                .orElseThrow();

        assertThat(overall(metrics)).isEqualTo(TaskMetric.of("error rate per output unit", 0));
        assertThat(metrics.confusion()).isEmpty();
        assertThat(metrics.values().stream()
                        .mapToLong(metric -> metric.trials().orElse(0))
                        .sum())
                .isEqualTo(30);
    }

    @ParameterizedTest
    @EnumSource(Targets.class)
    void errors_are_edits_per_unit_of_the_expected_outputs(Targets mode) {
        Dataset data = Tables.load(Tasks.pairs(Tables.reversals(300)), 1);
        List<String> rows = Tables.rows(data, data.test(Targets.EVERY));
        // One too many behind each of two characters, and never an end behind those of three.
        RuleModel model = new RuleModel(data, mode, input -> switch (input.length()) {
            case 2 -> reversed(input) + "1";
            case 3 -> reversed(input) + "1".repeat(50);
            default -> reversed(input);
        });
        TaskMetrics metrics = data.taskMetrics(model, mode).orElseThrow();

        long units = rows.stream().mapToLong(row -> row.indexOf(" -> ")).sum();
        long ofTwo = rows.stream().filter(row -> row.indexOf(" -> ") == 2).count();
        long ofThree = rows.stream().filter(row -> row.indexOf(" -> ") == 3).count();
        // The longest answer has three units and an end sign: after four units writing stops.
        assertThat(overall(metrics).value()).isEqualTo((ofTwo + ofThree) / (double) units, within(1e-12));
        assertThat(metrics.values())
                .contains(
                        TaskMetric.share("exact match", new Slice("input length", "2"), 0, ofTwo),
                        TaskMetric.share("exact match", new Slice("input length", "3"), 0, ofThree));
    }

    @ParameterizedTest
    @EnumSource(Targets.class)
    void classes_are_counted_by_what_they_were_taken_for(Targets mode) {
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            texts.add(LabelledText.of("t" + i, List.of("a", "b", "c").get(i % 3)));
        }
        Dataset data = Tables.load(Tasks.labels(texts), 1);
        RuleModel model = new RuleModel(data, mode, text -> Integer.parseInt(text.substring(1)) % 3 == 0 ? "=a" : "=c");
        TaskMetrics metrics = data.taskMetrics(model, mode).orElseThrow();

        ConfusionMatrix matrix = metrics.confusion().orElseThrow();
        assertThat(matrix.labels()).containsExactly("a", "b", "c");
        assertThat(matrix.counts()).containsExactly(List.of(10L, 0L, 0L), List.of(0L, 0L, 10L), List.of(0L, 0L, 10L));
        assertThat(overall(metrics).name()).isEqualTo("macro-F1");
        assertThat(overall(metrics).value()).isEqualTo((1 + 0 + 2 / 3.0) / 3, within(1e-12));
        assertThat(overall(metrics).trials()).isEqualTo(OptionalLong.empty());
    }
}
