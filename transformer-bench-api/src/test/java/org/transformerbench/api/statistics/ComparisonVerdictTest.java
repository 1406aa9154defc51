package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.Slice;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.SliceMetrics;

/** What a comparison says of two models in words. */
class ComparisonVerdictTest {
    private static final String EFFORT =
            " Budget 20,000 steps or 60 s of training or accuracy 0.995; tried: 1 configuration of each.";

    private static List<String> verdicts(RunResult... results) {
        return verdicts(List.of(results));
    }

    private static List<String> verdicts(List<RunResult> results) {
        Comparison comparison = Comparison.of(results);
        return comparison.verdicts(comparison.scopes().get(0));
    }

    @Test
    void gives_a_verdict_where_the_exact_test_allows_it() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            // What a seed does, it does to both.
            results.add(Runs.of("gpt", 1e-3, seed, 1, 0.1 * seed));
            results.add(Runs.of("mlp", 1e-3, seed, 1, 0.1 * seed + 0.1 + 0.01 * seed));
        }
        assertThat(verdicts(results))
                .containsExactly(
                        "mlp is better than gpt: exact match higher by 0.1350 (95 % interval of this pair alone"
                                + " 0.1154 to 0.1546), better on 6 of 6 seeds, p = 0.031." + EFFORT);
    }

    @Test
    void gives_no_verdict_where_seeds_differ_in_who_is_better_and_leads_with_the_rate() {
        assertThat(verdicts(
                        Runs.of("gpt", 1e-3, 1, 1, 0.5),
                        Runs.of("gpt", 1e-3, 2, 1, 0.6),
                        Runs.of("mlp", 1e-3, 1, 1, 0.6),
                        Runs.of("mlp", 1e-3, 2, 1, 0.5)))
                .containsExactly(
                        "mlp was better on 1 of 2 seeds (fewer than 5), which does not tell gpt and mlp apart by exact"
                                + " match: the difference is 0.0000, p = 1.00." + EFFORT);
    }

    @Test
    void three_seeds_are_too_few_and_the_text_says_how_many_more_would_probably_settle_it() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            results.add(Runs.of("gpt", 1e-3, seed, 1, 0.2 * seed));
            results.add(Runs.of("mlp", 1e-3, seed, 1, 0.2 * seed + 0.1 + 0.01 * seed));
        }
        assertThat(verdicts(results))
                .singleElement()
                .asString()
                .startsWith("mlp was better on 3 of 3 seeds (fewer than 5), which does not tell gpt and mlp apart")
                .contains("p = 0.25; about 1 more seed would probably settle it.");
    }

    @Test
    void seeds_in_two_clusters_lead_with_the_rate_too() {
        List<RunResult> results = new ArrayList<>();
        double[] gpt = {1, 0.02, 0.99, 0.01, 1};
        for (int seed = 1; seed <= 5; seed++) {
            results.add(Runs.of("gpt", 1e-3, seed, 1, gpt[seed - 1]));
            results.add(Runs.of("mlp", 1e-3, seed, 1, 0.9));
        }
        assertThat(verdicts(results))
                .singleElement()
                .asString()
                .startsWith(
                        "mlp was better on 2 of 5 seeds (outcomes in two clusters), which does not tell gpt and mlp apart")
                .doesNotContain("95 % interval");
    }

    /** Two seeds at 4096 of 4096 against 4095 once got a winner. */
    @Test
    void no_variance_is_no_certainty() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 2; seed++) {
            results.add(Runs.of("gpt").seed(seed).test(answers(1)).result());
            results.add(Runs.of("mlp").seed(seed).test(answers(4095 / 4096.0)).result());
        }
        assertThat(verdicts(results)).singleElement().asString().contains("does not tell gpt and mlp apart");
        for (long seed = 3; seed <= 6; seed++) {
            results.add(Runs.of("gpt").seed(seed).test(answers(1)).result());
            results.add(Runs.of("mlp")
                    .seed(seed)
                    .test(answers(seed == 3 ? 4095 / 4096.0 : 1))
                    .result());
        }
        assertThat(verdicts(results)).singleElement().asString().contains("cannot be told apart by exact match");
    }

    @Test
    void what_one_test_item_in_thousands_decides_may_be_chance_however_many_seeds_say_it() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            double gpt = 1 - 40 / 4096.0;
            results.add(Runs.of("gpt").seed(seed).test(answers(gpt)).result());
            results.add(
                    Runs.of("mlp").seed(seed).test(answers(gpt - 1 / 4096.0)).result());
        }
        assertThat(verdicts(results))
                .singleElement()
                .asString()
                .contains(
                        "cannot be told apart",
                        "6 seeds, p = 0.031, but over all test items it may be chance (95 % interval -0.00");
    }

    private static Metrics answers(double exactMatch) {
        return new Metrics(1, 0.75, OptionalDouble.of(exactMatch), 4 * 4096, 4096, List.of());
    }

    @Test
    void an_interval_in_words_ends_where_shares_end() {
        List<RunResult> results = new ArrayList<>();
        double[] gpt = {0.9, 0.1, 0.5, 0, 0.7};
        for (int seed = 1; seed <= 5; seed++) {
            results.add(Runs.of("gpt", 1e-3, seed, 1, gpt[seed - 1]));
            results.add(Runs.of("mlp", 1e-3, seed, 1, 1));
        }
        assertThat(verdicts(results))
                .singleElement()
                .asString()
                .contains(" to 1.0000), better on 5 of 5 seeds, p = 0.008.");
    }

    @Test
    void corrects_for_all_pairs() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            for (String model : List.of("a", "b", "c", "d")) {
                results.add(Runs.of(model, 1e-3, seed, 1, (model.equals("a") ? 0.5 : 0.2) + 0.01 * seed));
            }
        }
        assertThat(verdicts(results))
                .hasSize(6)
                .first()
                .asString()
                .contains("a is better than b", "p = 0.013 after Holm's correction over 6 pairs.");
    }

    @Test
    void unequal_budgets_get_no_verdict_and_the_text_begins_with_them() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            results.add(Runs.of("gpt").seed(seed).budget(20).exactMatch(0.1).result());
            results.add(Runs.of("mlp").seed(seed).budget(400).exactMatch(0.9).result());
        }
        assertThat(verdicts(results))
                .containsExactly(
                        "Unequal budgets (gpt: 20 steps of 64 examples; mlp: 400 steps of 64 examples): no verdict on gpt and"
                                + " mlp, whose exact match differs by 0.8000 on 6 seeds.");
    }

    @Test
    void runs_of_an_equal_budget_are_compared_also_where_others_had_more() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            results.add(Runs.of("gpt").seed(seed).budget(20).exactMatch(0.1).result());
            results.add(Runs.of("mlp").seed(seed).budget(20).exactMatch(0.5).result());
            results.add(Runs.of("mlp").seed(seed).budget(400).exactMatch(0.9).result());
        }
        assertThat(verdicts(results))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("mlp is better than gpt: exact match higher by 0.4000")
                .endsWith("Budget 20 steps of 64 examples; tried: 1 configuration of each.");
    }

    @Test
    void four_rates_against_one_get_no_verdict() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            results.add(Runs.of("gpt", 1e-3, seed, 1, 0.1));
            for (double rate : new double[] {1e-4, 1e-3, 1e-2, 1e-1}) {
                results.add(Runs.of("mlp", rate, seed, 1, 0.9));
            }
        }
        assertThat(verdicts(results))
                .containsExactly(
                        "Unequal tuning (1 configuration of gpt and 4 configurations of mlp; budget of each 20,000 steps or 60 s"
                                + " of training or accuracy 0.995): no verdict on gpt and mlp, whose exact match differs by 0.8000 on 6"
                                + " seeds.");
    }

    @Test
    void an_equal_tuning_may_have_tried_more_of_one_model_and_is_named() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            results.add(Runs.of("gpt", 1e-3, seed, 1, 0.1));
            results.add(Runs.of("mlp", 1e-3, seed, 1, 0.9));
        }
        Comparison comparison = Comparison.of(results).withTried(Map.of("gpt", 3, "mlp", 40));

        assertThat(comparison.verdicts(comparison.scopes().get(0)))
                .singleElement()
                .asString()
                .startsWith("mlp is better than gpt")
                .endsWith("tried: 3 configurations of gpt and 40 configurations of mlp.");
    }

    @Test
    void judges_what_all_predict_where_targets_differ() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            results.add(Runs.of("gpt")
                    .seed(seed)
                    .test(text(1.5, 55_744, 1.40 + 0.01 * seed))
                    .result());
            results.add(Runs.of("mlp")
                    .seed(seed)
                    .test(text(2.05, 3_482, 1.90 + 0.01 * seed))
                    .result());
        }
        Comparison comparison = Comparison.of(results);

        assertThat(comparison.primaryMetric(comparison.scopes().get(0))).isEqualTo(Metric.FULL_CONTEXT_LOSS);
        assertThat(verdicts(results))
                .singleElement()
                .asString()
                .startsWith("gpt is better than mlp: test loss with full context lower by 0.5000");
    }

    private static Metrics text(double loss, long targets, double fullContext) {
        return new Metrics(
                loss,
                0.5,
                OptionalDouble.empty(),
                targets,
                0,
                List.of(new SliceMetrics(new Slice("context", "full"), 3_482, fullContext, 0.5)));
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
                        + " nothing about others." + EFFORT);
    }

    @Test
    void judges_by_the_loss_where_there_are_no_answers_and_less_is_better() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
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
        for (long seed = 1; seed <= 7; seed++) {
            results.add(Runs.of("gpt", 1e-3, seed, 1, 0.2 + 0.01 * seed));
            SampleRun mlp = Runs.of("mlp").seed(seed).exactMatch(0.5);
            results.add(seed == 7 ? mlp.diverged().result() : mlp.result());
        }
        assertThat(verdicts(results))
                .singleElement()
                .asString()
                .startsWith("mlp is better than gpt: exact match higher by 0.2650")
                .contains(
                        "better on 6 of 6 seeds that count (of 7; the others diverged, failed or ended worse than guessing)");

        for (long seed = 2; seed <= 6; seed++) {
            results.add(Runs.of("mlp").seed(seed).exactMatch(0.5).failed().result());
        }
        assertThat(verdicts(results))
                .containsExactly("No verdict on gpt and mlp: exact match differs by 0.2900, but one seed of 7, as the"
                        + " others diverged, failed or ended worse than guessing, says nothing about others." + EFFORT);
    }
}
