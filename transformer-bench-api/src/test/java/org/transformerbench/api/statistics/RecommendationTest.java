package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.result.RunResult;

class RecommendationTest {

    private static Recommendation recommendation(List<RunResult> results) {
        Comparison comparison = Comparison.of(results);
        return comparison.recommendation(comparison.scopes().get(0)).orElseThrow();
    }

    private static SampleRun mlp(long seed) {
        return Runs.of("mlp")
                .learningRate(1e-2)
                .seed(seed)
                .exactMatch(1)
                .trainingSeconds(0.5)
                .answerMicros(110)
                .point(10, 1);
    }

    private static SampleRun gpt(long seed, double exactMatch) {
        return Runs.of("gpt")
                .learningRate(1e-2)
                .seed(seed)
                .exactMatch(exactMatch)
                .trainingSeconds(15)
                .answerMicros(900)
                .point(10, exactMatch);
    }

    @Test
    void says_which_model_at_which_cost_how_sure_and_whether_a_line_is_as_good() {
        double[] gpt = {0.999, 0.1, 0.2, 0.998, 0.997};
        List<RunResult> results = new ArrayList<>();
        for (int seed = 1; seed <= 5; seed++) {
            results.add(mlp(seed).reference("plateau", 1.3816).result());
            results.add(gpt(seed, gpt[seed - 1]).reference("plateau", 1.3816).result());
        }

        assertThat(recommendation(results).text())
                .isEqualTo(
                        "Take mlp at learning rate 1e-2: exact match 1.0000 on average of 5 seeds, 5 of 5 seeds reached accuracy"
                                + " 0.995, after 0.5 s of training, 1,000 parameters, 0.11 ms an answer. Best of the others is gpt: 3 of"
                                + " 5 seeds reached accuracy 0.995, exact match 0.6588 on average at 30 times the training time. mlp is"
                                + " shown to be better than gpt by 5 seeds: p at most 0.008 after Holm's correction over 1 pair. No"
                                + " reference line is as good: the best, plateau, has loss 1.3816.");
    }

    @Test
    void says_what_is_not_decided_and_how_many_seeds_would_probably_settle_it() {
        List<RunResult> results = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            results.add(mlp(seed).result());
            results.add(gpt(seed, 0.5 + 0.01 * seed).result());
        }
        Recommendation found = recommendation(results);

        assertThat(found.sureness().open()).containsExactly("gpt");
        assertThat(found.sureness().seedsToSettle()).hasValue(1);
        assertThat(found.text())
                .startsWith(
                        "Take mlp at learning rate 1e-2: 3 of 3 seeds reached accuracy 0.995, exact match 1.0000 on average")
                .endsWith(
                        " It is not decided whether mlp is better than gpt, after 3 seeds. About 1 more seed would probably settle it.");
    }

    @Test
    void one_seed_is_named_as_such() {
        assertThat(recommendation(List.of(mlp(1).result(), gpt(1, 0.5).result()))
                        .text())
                .contains(
                        "It is not decided whether mlp is better than gpt, after 1 seed. One seed says nothing about others.");
    }

    @Test
    void takes_the_cheaper_of_two_models_that_are_equally_good() {
        List<RunResult> results = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            results.add(gpt(seed, 1).result());
            results.add(mlp(seed).result());
        }

        assertThat(recommendation(results).taken().name()).isEqualTo("mlp");
        assertThat(recommendation(results).sureness().asGood()).containsExactly("gpt");
        assertThat(recommendation(results).text()).endsWith(" By this test data, gpt is as good.");
    }

    @Test
    void takes_no_model_where_a_reference_line_is_as_good() {
        List<RunResult> results = List.of(
                Runs.of("gpt").testLoss(1.38).reference("plateau", 1.3816).result());

        assertThat(recommendation(results).text())
                .startsWith(
                        "Take no model: plateau needs no training and is as good. The best model is gpt at learning rate 1e-3:"
                                + " test loss 1.3800 on one seed");
    }

    @Test
    void begins_with_budgets_that_differ() {
        List<RunResult> results = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            results.add(gpt(seed, 0.1).budget(20).result());
            results.add(mlp(seed).budget(400).result());
        }

        assertThat(recommendation(results).text())
                .startsWith("Budget or tuning of gpt differs, so that nothing is decided against it. Take mlp")
                .doesNotContain("shown to be better");
    }

    @Test
    void many_models_are_counted_and_the_fewest_seeds_are_named() {
        List<RunResult> results = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            results.add(mlp(seed).result());
            for (String model : List.of("a", "b", "c", "d", "e")) {
                if (seed == 1 || model.equals("a")) {
                    results.add(Runs.of(model)
                            .learningRate(1e-2)
                            .seed(seed)
                            .exactMatch(0.5)
                            .result());
                }
            }
        }

        assertThat(recommendation(results).text())
                .contains(" better than 5 other models, after at least 1 seed. One seed");
    }

    @Test
    void nothing_is_recommended_without_a_result() {
        Comparison comparison = Comparison.of(List.of(mlp(1).failed().result()));

        assertThat(comparison.recommendation(comparison.scopes().get(0))).isEmpty();
    }

    @Test
    void a_model_that_is_worse_in_nothing_is_efficient() {
        List<RunResult> results = List.of(
                mlp(1).result(),
                gpt(1, 0.5).result(),
                Runs.of("tiny")
                        .exactMatch(0.4)
                        .trainingSeconds(0.1)
                        .answerMicros(110)
                        .result());
        Comparison comparison = Comparison.of(results);

        assertThat(comparison.costs(comparison.scopes().get(0)))
                .extracting(cost -> cost.group().key().model() + " " + cost.efficient())
                .containsExactly("mlp true", "gpt false", "tiny true");
    }
}
