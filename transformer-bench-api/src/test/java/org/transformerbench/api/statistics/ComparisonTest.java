package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;

class ComparisonTest {

    @Test
    void groups_runs_that_differ_in_their_seed_only() {
        Comparison comparison = Comparison.of(List.of(
                Runs.of("mlp", 1e-3, 1, 1, 0.5),
                Runs.of("mlp", 1e-2, 1, 1, 0.5),
                Runs.of("mlp", 1e-3, 2, 1, 0.7),
                Runs.of("gpt", 1e-3, 1, 1, 0.5)));

        assertThat(comparison.groups()).hasSize(3);
        assertThat(comparison.scopes()).hasSize(1);
        assertThat(comparison.groups().get(0).runs())
                .extracting(result -> result.spec().seed())
                .containsExactly(1L, 2L);
        assertThat(comparison.groups().get(0).estimate(Metric.EXACT_MATCH))
                .hasValueSatisfying(estimate -> assertThat(estimate.mean()).isCloseTo(0.6, within(1e-12)));
    }

    @Test
    void counts_the_later_one_of_two_runs_with_the_same_seed() {
        Comparison comparison =
                Comparison.of(List.of(Runs.of("mlp", 1e-3, 1, 1, 0.5), Runs.of("mlp", 1e-3, 1, 1, 0.75)));

        assertThat(comparison.groups()).singleElement().satisfies(group -> {
            assertThat(group.runs()).hasSize(1);
            assertThat(Metric.EXACT_MATCH.of(group.runs().get(0))).hasValue(0.75);
        });
    }

    @Test
    void chooses_the_learning_rate_on_validation_data_whatever_the_test_says() {
        Comparison comparison =
                Comparison.of(List.of(Runs.of("mlp", 1e-3, 1, 0.4, 0.1), Runs.of("mlp", 1e-2, 1, 0.5, 0.9)));

        assertThat(comparison.best(comparison.scopes().get(0)))
                .singleElement()
                .satisfies(group -> assertThat(group.key().learningRate()).isEqualTo(1e-3));
    }

    @Test
    void chooses_by_the_validation_answers_where_answers_are_judged() {
        Comparison comparison = Comparison.of(List.of(
                Runs.of("mlp")
                        .learningRate(1e-3)
                        .validation(answers(0.4, 0.2))
                        .exactMatch(0.9)
                        .result(),
                Runs.of("mlp")
                        .learningRate(1e-2)
                        .validation(answers(0.5, 0.8))
                        .exactMatch(0.1)
                        .result()));
        ComparisonScope scope = comparison.scopes().get(0);

        assertThat(comparison.choosingMetric(scope)).isEqualTo(Metric.VALIDATION_EXACT_MATCH);
        assertThat(comparison.best(scope))
                .singleElement()
                .satisfies(group -> assertThat(group.key().learningRate()).isEqualTo(1e-2));
    }

    @Test
    void equal_answers_leave_the_choice_to_the_loss() {
        Comparison comparison = Comparison.of(List.of(
                Runs.of("mlp")
                        .learningRate(1e-3)
                        .validation(answers(0.5, 1))
                        .exactMatch(1)
                        .result(),
                Runs.of("mlp")
                        .learningRate(1e-2)
                        .validation(answers(0.4, 1))
                        .exactMatch(1)
                        .result()));

        assertThat(comparison.best(comparison.scopes().get(0)))
                .singleElement()
                .satisfies(group -> assertThat(group.key().learningRate()).isEqualTo(1e-2));
    }

    private static Metrics answers(double loss, double exactMatch) {
        return new Metrics(loss, 0.5, OptionalDouble.of(exactMatch), 400, 100, List.of());
    }

    @Test
    void the_spread_over_a_decade_of_rates_says_how_much_tuning_a_model_needs() {
        Comparison comparison = Comparison.of(List.of(
                Runs.of("mlp", 1e-4, 1, 0.9, 0.1),
                Runs.of("mlp", 1e-3, 1, 0.4, 0.1),
                Runs.of("mlp", 3e-3, 1, 0.5, 0.1),
                Runs.of("mlp", 1e-2, 1, 0.6, 0.1),
                Runs.of("gpt", 1e-3, 1, 0.4, 0.1)));
        ComparisonScope scope = comparison.scopes().get(0);

        RateStability stability =
                comparison.rateStability(comparison.best(scope).get(0)).orElseThrow();
        assertThat(stability.metric()).isEqualTo(Metric.VALIDATION_LOSS);
        assertThat(stability.rates()).isEqualTo(3);
        assertThat(stability.lowestRate()).isEqualTo(1e-3);
        assertThat(stability.highestRate()).isEqualTo(1e-2);
        assertThat(stability.spread()).isCloseTo(0.2, within(1e-12));
        assertThat(comparison.rateStability(comparison.best(scope).get(1))).isEmpty();
    }

    @Test
    void the_median_time_to_a_target_counts_runs_that_did_not_reach_it() {
        TimeToTarget time = Comparison.of(List.of(
                        Runs.of("mlp").seed(1).point(10, 0.9).result(),
                        Runs.of("mlp").seed(2).point(20, 0.95).result(),
                        Runs.of("mlp").seed(3).point(30, 0.1).result(),
                        Runs.of("mlp").seed(4).point(5, 0.95).diverged().result()))
                .groups()
                .get(0)
                .timeTo(0.9);

        assertThat(time.steps())
                .hasValueSatisfying(steps -> assertThat(steps.mean()).isEqualTo(15));
        assertThat(time.medianSteps().median()).hasValue(20);
        assertThat(time.medianSeconds().median()).hasValue(2);
        assertThat(time.successRate()).hasValue(SuccessRate.of(0.9, 2, 4));
    }

    @Test
    void runs_are_to_reach_nearly_all_answers_where_no_reference_line_gives_answers() {
        assertThat(target(Runs.of("mlp").exactMatch(0.9).reference("plateau", 1.38)))
                .hasValue(0.995);
        assertThat(target(Runs.of("mlp").exactMatch(0.9).reference("naive Bayes", 1.2, 0.8)))
                .isEmpty();
        assertThat(target(Runs.of("mlp").testLoss(1.4).reference("5-gram", 1.8)))
                .isEmpty();
    }

    private static OptionalDouble target(SampleRun run) {
        Comparison comparison = Comparison.of(List.of(run.result()));
        return comparison.target(comparison.scopes().get(0));
    }

    @Test
    void chooses_a_learning_rate_with_a_diverged_run_only_if_there_is_no_other() {
        RunResult diverged =
                Runs.of("mlp").learningRate(1).validationLoss(0.1).diverged().result();

        Comparison both = Comparison.of(List.of(diverged, Runs.of("mlp", 1e-3, 1, 0.4, 0.1)));
        assertThat(both.best(both.scopes().get(0)).get(0).key().learningRate()).isEqualTo(1e-3);

        Comparison alone = Comparison.of(List.of(diverged));
        assertThat(alone.best(alone.scopes().get(0)).get(0).key().learningRate())
                .isEqualTo(1);
    }

    /** A diverged run may have test metrics of before, without whole answers. */
    @Test
    void a_single_diverged_run_does_not_change_what_all_are_judged_by() {
        Comparison comparison = Comparison.of(List.of(
                Runs.of("gpt", 1e-3, 1, 1, 0.5),
                Runs.of("mlp").seed(1).testLoss(5).diverged().result()));

        assertThat(comparison.primaryMetric(comparison.scopes().get(0))).isEqualTo(Metric.EXACT_MATCH);
        assertThat(comparison.differences(comparison.scopes().get(0), Metric.EXACT_MATCH))
                .isEmpty();
    }

    @Test
    void a_diverged_run_with_answers_does_not_decide_either() {
        Comparison comparison = Comparison.of(List.of(
                Runs.of("gpt").testLoss(1).result(),
                Runs.of("mlp").exactMatch(0.5).diverged().result()));

        assertThat(comparison.primaryMetric(comparison.scopes().get(0))).isEqualTo(Metric.TEST_LOSS);
    }

    @Test
    void runs_that_went_wrong_are_in_no_mean_and_have_reached_nothing_but_are_counted() {
        RunGroup group = Comparison.of(List.of(
                        Runs.of("mlp").seed(1).exactMatch(0.8).point(50, 0.95).result(),
                        Runs.of("mlp")
                                .seed(2)
                                .exactMatch(0.1)
                                .point(50, 0.95)
                                .diverged()
                                .result(),
                        Runs.of("mlp").seed(3).exactMatch(0.2).failed().result(),
                        Runs.of("mlp")
                                .seed(4)
                                .exactMatch(0.2)
                                .outcome(Outcome.worseThanGuessing("2005 nats"))
                                .result()))
                .groups()
                .get(0);

        assertThat(group.estimate(Metric.EXACT_MATCH)).hasValue(Estimate.of(0.8));
        assertThat(group.exactMatchInterval()).hasValue(Interval.ofShare(80, 100));
        assertThat(group.timeTo(0.9).reached()).isEqualTo(1);
        assertThat(group.timeTo(0.9).runs()).isEqualTo(4);
        assertThat(group.allSucceeded()).isFalse();
        assertThat(group.successfulRuns()).hasSize(1);
    }

    @Test
    void reference_lines_come_from_a_run_that_came_to_its_end() {
        RunGroup group = Comparison.of(List.of(
                        Runs.of("gpt").seed(1).failed().result(),
                        Runs.of("gpt")
                                .seed(2)
                                .testLoss(1.4)
                                .reference("plateau", 1.3816)
                                .result()))
                .groups()
                .get(0);

        assertThat(group.unbeatenReferences()).extracting(ReferenceLine::name).containsExactly("plateau");
    }

    @Test
    void names_configurations_of_one_model_by_what_differs() {
        Comparison comparison = Comparison.of(List.of(
                Runs.of("mlp").width(8).result(), Runs.of("mlp").width(16).result()));

        assertThat(comparison.groups()).extracting(comparison::name).containsExactly("mlp (width 8)", "mlp (width 16)");
    }

    @Test
    void finds_when_runs_reached_an_accuracy() {
        Comparison comparison = Comparison.of(List.of(
                Runs.of("mlp").seed(1).point(50, 0.5).point(100, 0.9).result(),
                Runs.of("mlp").seed(2).point(50, 0.95).point(100, 0.99).result(),
                Runs.of("mlp").seed(3).point(50, 0.1).result()));

        TimeToTarget time = comparison.groups().get(0).timeTo(0.9);

        assertThat(time.reached()).isEqualTo(2);
        assertThat(time.runs()).isEqualTo(3);
        assertThat(time.steps())
                .hasValueSatisfying(steps -> assertThat(steps.mean()).isEqualTo(75));
        assertThat(time.seconds())
                .hasValueSatisfying(steps -> assertThat(steps.mean()).isEqualTo(7.5));
        assertThat(comparison.groups().get(0).timeTo(0.999).steps()).isEmpty();
    }

    @Test
    void names_the_reference_lines_that_a_model_does_not_clearly_beat() {
        assertThat(unbeaten(1.3832)).containsExactly("plateau");
        assertThat(unbeaten(1.37)).containsExactly("plateau");
        assertThat(unbeaten(1.3)).isEmpty();
        assertThat(unbeaten(Double.NaN)).containsExactly("plateau");
    }

    private static List<String> unbeaten(double loss) {
        RunResult result =
                Runs.of("gpt").testLoss(loss).reference("plateau", 1.3816).result();
        return Comparison.of(List.of(result)).groups().get(0).unbeatenReferences().stream()
                .map(line -> line.name())
                .toList();
    }

    @Test
    void takes_the_exact_match_interval_over_the_items_of_all_seeds() {
        Comparison comparison =
                Comparison.of(List.of(Runs.of("mlp", 1e-3, 1, 1, 0.7), Runs.of("mlp", 1e-3, 2, 1, 0.9)));

        assertThat(comparison.groups().get(0).exactMatchInterval()).hasValue(Interval.ofShare(160, 200));
        assertThat(comparison.groups().get(0).accuracyInterval()).hasValue(Interval.ofShare(600, 800));
    }
}
