package org.transformerbench.api.experiment.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.tuning.TuningPlan;

class TuningEntryTest {
    private static TuningPlan parse(String tuning) {
        String text = "experiments: [{task: addition, tuning: " + tuning + "}]";
        return StudyFile.parse("a.yaml", text).experiments().get(0).tuning().orElseThrow();
    }

    @Test
    void every_key_reaches_the_plan() {
        TuningPlan plan = parse("{runs: 27, steps: 5000, time: 15m, reduction: 4, seed: 99, maxParameters: 15000,"
                + " maxFlops: 90000, ranges: {learningRate: 1e-3..1e-2, nano-gpt.dropout: '0.0,0.1'}}");
        assertThat(plan.runs()).hasValue(27);
        assertThat(plan.steps()).hasValue(5000);
        assertThat(plan.time()).contains(Duration.ofMinutes(15));
        assertThat(plan.reduction()).isEqualTo(4);
        assertThat(plan.seed()).isEqualTo(99);
        assertThat(plan.maxParameters()).hasValue(15000);
        assertThat(plan.maxFlops()).hasValue(90000);
        assertThat(plan.ranges())
                .containsEntry("learningRate", "1e-3..1e-2")
                .containsEntry("nano-gpt.dropout", "0.0,0.1");
    }

    @Test
    void mistakes_are_named_with_their_place() {
        refused("{run: 3}", "run");
        refused("{seed: 3}", "experiments[0].tuning: One of runs, steps and time must be set");
        refused("{time: 0s}", "experiments[0].tuning: time (PT0S) must be longer than nothing");
        refused("{runs: 0}", "runs (0) must be between 1");
        refused("{runs: 3, reduction: 1}", "reduction (1)");
        refused("{time: soon}", "experiments[0].tuning.time");
        refused("{runs: 99999999999}", "experiments[0].tuning");
    }

    private static void refused(String tuning, String reason) {
        assertThatThrownBy(() -> parse(tuning))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }
}
