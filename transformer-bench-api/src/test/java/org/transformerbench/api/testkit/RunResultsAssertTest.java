package org.transformerbench.api.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.testkit.TransformerBenchAssertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.Metric;

class RunResultsAssertTest {
    private final List<RunResult> runs = List.of(
            SampleRun.of("mlp").result(),
            SampleRun.of("mlp").seed(2).result(),
            SampleRun.of("nano-gpt")
                    .outcome(Outcome.diverged("the loss was NaN"))
                    .result());

    @Test
    void a_run_is_found_by_what_names_it() {
        assertThat(runs).hasRuns(3).runOf("nano-gpt").hasDiverged();
        assertThat(runs).runOf("mlp", 0.01, 2).endedWell();
        assertThat(runs.subList(0, 2)).allEndedWell();
    }

    @Test
    void a_run_that_cannot_be_told_fails_with_those_there_are() {
        assertThatThrownBy(() -> assertThat(runs).runOf("mlp"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(String.format("Expected: one run of mlp%nbut was:  2 of 3 runs"))
                .hasMessageContaining(
                        "mlp on addition, learning rate 0.01, seed 2: completed (40 steps) after 40 steps")
                .hasMessageNotContaining("nano-gpt");
        assertThatThrownBy(() -> assertThat(runs).runOf("mlp", 0.5, 1))
                .hasMessageContaining("Expected: one run of mlp with learning rate 0.5 and seed 1")
                .hasMessageContaining("0 of 3 runs")
                .hasMessageContaining("nano-gpt on addition");
    }

    @Test
    void runs_that_ended_badly_or_are_missing_are_told() {
        assertThatThrownBy(() -> assertThat(runs).allEndedWell())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(String.format("Expected: 3 runs that all ended well%nbut was:  1 did not"))
                .hasMessageContaining("nano-gpt on addition, learning rate 0.01, seed 1: diverged (the loss was NaN)");
        assertThatThrownBy(() -> assertThat(List.<RunResult>of()).allEndedWell())
                .hasMessageContaining("no run at all");
        assertThatThrownBy(() -> assertThat(runs).hasRuns(4))
                .hasMessageContaining(String.format("Expected: 4 runs%nbut was:  3"));
    }

    @Test
    void lists_of_other_things_still_go_to_assertj() {
        assertThat(List.of("a", "b")).containsExactly("a", "b");
        assertThat(new ArrayList<>(List.of(1))).hasSize(1);
    }

    @Test
    void a_verdict_needs_an_interval_that_allows_it() {
        List<RunResult> clear = new ArrayList<>();
        for (int seed = 1; seed <= 5; seed++) {
            clear.add(SampleRun.of("mlp")
                    .seed(seed)
                    .test(Metrics.of(0.5 + seed / 100.0, 0.5))
                    .result());
            clear.add(SampleRun.of("bigram")
                    .seed(seed)
                    .test(Metrics.of(2 + seed / 50.0, 0.5))
                    .result());
        }

        assertThat(Comparison.of(clear)).findsBetter("mlp", "bigram").findsBetter("mlp", "bigram", Metric.TEST_LOSS);
        assertThatThrownBy(() -> assertThat(Comparison.of(clear)).findsBetter("bigram", "mlp"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected: bigram is better than mlp")
                .hasMessageContaining("mlp is better than bigram: test loss lower by 1.53")
                .hasMessageContaining("bigram on addition, learning rate 0.01, seed 5: test loss 2.1000");
        assertThatThrownBy(() -> assertThat(Comparison.of(clear.subList(0, 2))).findsBetter("mlp", "bigram"))
                .hasMessageContaining("one seed in common says nothing about others");
        assertThatThrownBy(() -> assertThat(Comparison.of(clear)).findsBetter("mlp", "trigram"))
                .hasMessageContaining("not both have test loss with a seed in common; models here: [mlp, bigram]");
        assertThatThrownBy(() -> assertThat(Comparison.of(clear)).findsBetter("mlp", "bigram", Metric.TEST_ACCURACY))
                .hasMessageContaining("cannot be told apart by test accuracy");
        assertThatThrownBy(() -> assertThat(Comparison.of(List.of())).findsBetter("mlp", "bigram"))
                .hasMessageContaining("no run at all");
    }
}
