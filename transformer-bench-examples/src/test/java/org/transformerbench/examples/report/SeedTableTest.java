package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;

/** The table of several seeds in a terminal. */
class SeedTableTest {

    private static List<RunResult> addition(String model, int... indexBySeed) {
        List<RunResult> results = new ArrayList<>();
        for (int seed = 1; seed <= indexBySeed.length; seed++) {
            results.add(RichResults.addition(Protocol.strict(), model, indexBySeed[seed - 1], 1e-2, seed));
        }
        return results;
    }

    private static List<String> lines(List<RunResult> results) {
        return ResultTable.of(results).text().lines().toList();
    }

    @Test
    void several_seeds_are_one_row_with_rate_and_spread() {
        List<String> lines = lines(addition("hugging-face-gpt", 0, 0, 3, 0, 3));

        assertThat(lines).hasSize(2 + 1 + 1);
        assertThat(lines.get(0))
                .matches(
                        "model +learning rate +seeds +reached 99\\.5 % +95 % interval +exact match +lowest to highest .*");
        assertThat(lines.get(2))
                .matches("hugging-face-gpt +1e-2 +5 +3/5 +0\\.23 to 0\\.88 +0\\.6\\d{3} +0\\.\\d{4} to 1\\.0000 .*");
        assertThat(lines.get(3))
                .isEqualTo("over seeds: means, lowest and highest, and how many had so many of the answers' tokens"
                        + " right; intervals are Wilson's");
    }

    @Test
    void one_seed_of_each_model_keeps_a_row_per_run() {
        List<RunResult> results = addition("mlp", 0);
        results.addAll(addition("nano-gpt", 1));

        assertThat(lines(results)).hasSize(2 + 2).noneMatch(line -> line.contains("lowest"));
    }

    @Test
    void a_loss_has_a_spread_and_no_success_rate() {
        List<String> lines = lines(List.of(RichResults.text("mlp", 0, 1), RichResults.text("mlp", 0, 2)));

        assertThat(lines.get(0)).contains("test loss  lowest to highest").doesNotContain("reached", "exact match");
        assertThat(lines.get(2)).matches("mlp .* 1\\.6750 +1\\.6700 to 1\\.6800 .*");
        assertThat(lines.get(3)).isEqualTo("over seeds: means, lowest and highest");
    }

    @Test
    void a_seed_that_went_wrong_has_reached_nothing_and_is_named() {
        List<RunResult> results = addition("mlp", 0, 0);
        results.add(Results.withOutcome(
                new Outcome(Outcome.Kind.FAILED, "out of memory"),
                RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 3)));

        assertThat(lines(results).get(2)).contains("  3 ", " 2/3 ").endsWith("2 completed, 1 failed");
    }

    @Test
    void lines_fit_into_a_terminal_and_what_others_say_too_gives_way() {
        List<RunResult> wide = new ArrayList<>();
        for (RunResult run : addition("hugging-face-gpt", 0, 0)) {
            wide.add(Results.withHeads(8, run));
            wide.add(Results.withHeads(16, run));
        }

        List<String> lines = lines(wide);

        assertThat(lines).allMatch(line -> line.length() <= 120);
        assertThat(lines.get(0)).contains("reached 99.5 %", "lowest to highest").doesNotContain("us per example");
        assertThat(lines(addition("mlp", 0, 0)).get(0)).contains("seconds");
    }

    @Test
    void everything_at_once_has_a_row_for_each_model_and_rate() {
        String text = ResultTable.of(RichResults.everything()).text();

        assertThat(text).contains("task ", "shakespeare  mlp ", "addition     broken ");
        assertThat(text.lines().toList().get(0)).contains("exact match", "test loss");
    }
}
