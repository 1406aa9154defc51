package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.result.RunResult;

/** What a comparison says of two models in words. */
class ComparisonVerdictTest {

    private static List<String> verdicts(RunResult... results) {
        return verdicts(List.of(results));
    }

    private static List<String> verdicts(List<RunResult> results) {
        Comparison comparison = Comparison.of(results);
        return comparison.verdicts(comparison.scopes().get(0));
    }

    @Test
    void gives_a_verdict_where_the_paired_interval_leaves_zero_out() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            // What a seed does, it does to both.
            results.add(Runs.of("gpt", 1e-3, seed, 1, 0.2 * seed));
            results.add(Runs.of("mlp", 1e-3, seed, 1, 0.2 * seed + 0.1 + 0.01 * seed));
        }
        assertThat(verdicts(results))
                .containsExactly("mlp is better than gpt: exact match higher by 0.1200, 95 % interval 0.0952 to"
                        + " 0.1448, 3 seeds.");
    }

    @Test
    void gives_no_verdict_where_the_interval_holds_zero() {
        assertThat(verdicts(
                        Runs.of("gpt", 1e-3, 1, 1, 0.5),
                        Runs.of("gpt", 1e-3, 2, 1, 0.6),
                        Runs.of("mlp", 1e-3, 1, 1, 0.6),
                        Runs.of("mlp", 1e-3, 2, 1, 0.5)))
                .singleElement()
                .asString()
                .startsWith("gpt and mlp cannot be told apart by exact match: the difference is 0.0000");
    }

    @Test
    void an_interval_in_words_ends_where_shares_end() {
        assertThat(verdicts(
                        Runs.of("gpt", 1e-3, 1, 1, 0),
                        Runs.of("gpt", 1e-3, 2, 1, 0.9),
                        Runs.of("mlp", 1e-3, 1, 1, 1),
                        Runs.of("mlp", 1e-3, 2, 1, 1)))
                .singleElement()
                .asString()
                .contains("95 % interval -1.0000 to 1.0000, 2 seeds");
    }

    @Test
    void names_the_trainers_of_a_model_that_has_two() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 2; seed++) {
            for (int width : new int[] {16, 32}) {
                results.add(
                        Runs.of("mlp").seed(seed).width(width).exactMatch(0.5).result());
            }
            results.add(Runs.of("mlp")
                    .seed(seed)
                    .trainer("samediff")
                    .exactMatch(0.5)
                    .result());
        }
        Comparison comparison = Comparison.of(results);

        assertThat(comparison.groups())
                .extracting(comparison::name)
                .containsExactly("mlp (compiled, width 16)", "mlp (compiled, width 32)", "mlp (samediff, width 16)");
        assertThat(comparison.groups())
                .extracting(comparison::modelName)
                .containsExactly("mlp (width 16)", "mlp (width 32)", "mlp (width 16)");
        assertThat(comparison.verdicts(comparison.scopes().get(0)))
                .hasSize(3)
                .allMatch(verdict -> verdict.contains("mlp (compiled, width 16) and mlp (")
                        || verdict.contains("mlp (compiled, width 32) and mlp (samediff, width 16)"));
    }

    @Test
    void gives_no_verdict_on_one_seed() {
        assertThat(verdicts(Runs.of("gpt", 1e-3, 1, 1, 0.5), Runs.of("mlp", 1e-3, 1, 1, 0.9)))
                .containsExactly("No verdict on gpt and mlp: exact match differs by 0.4000, but one seed in common says"
                        + " nothing about others.");
    }

    @Test
    void judges_by_the_loss_where_there_are_no_answers_and_less_is_better() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 2; seed++) {
            results.add(Runs.of("gpt").seed(seed).testLoss(1.5 + seed * 0.01).result());
            results.add(Runs.of("mlp").seed(seed).testLoss(2 + seed * 0.01).result());
        }
        Comparison comparison = Comparison.of(results);

        assertThat(comparison.primaryMetric(comparison.scopes().get(0))).isEqualTo(Metric.TEST_LOSS);
        assertThat(comparison.verdicts(comparison.scopes().get(0)))
                .singleElement()
                .asString()
                .startsWith("gpt is better than mlp: test loss lower by 0.5000");
    }

    @Test
    void a_verdict_names_the_seeds_that_it_leaves_out() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            results.add(Runs.of("gpt", 1e-3, seed, 1, 0.2 + 0.01 * seed));
            SampleRun mlp = Runs.of("mlp").seed(seed).exactMatch(0.5);
            results.add(seed == 3 ? mlp.diverged().result() : mlp.result());
        }
        assertThat(verdicts(results))
                .singleElement()
                .asString()
                .startsWith("mlp is better than gpt: exact match higher by 0.2850")
                .endsWith(", 2 of 3 seeds, the others diverged, failed or ended worse than guessing.");

        results.set(3, Runs.of("mlp").seed(2).exactMatch(0.5).failed().result());
        assertThat(verdicts(results))
                .containsExactly("No verdict on gpt and mlp: exact match differs by 0.2900, but one seed of 3, as the"
                        + " others diverged, failed or ended worse than guessing, says nothing about others.");
    }
}
