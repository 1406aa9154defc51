package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.SequentialSeeds.Decision;
import org.transformerbench.api.statistics.SequentialSeeds.State;

class SequentialSeedsTest {

    @Test
    void looks_for_the_first_time_where_it_can_decide_and_for_the_last_at_the_most_seeds() {
        assertThat(new SequentialSeeds(2, 20).looks()).containsExactly(5, 10, 15, 20);
        assertThat(new SequentialSeeds(4, 20).looks()).containsExactly(7, 11, 16, 20);
        assertThat(new SequentialSeeds(2, 20).level()).isEqualTo(0.0125);
    }

    @Test
    void looks_less_often_where_few_seeds_are_allowed() {
        assertThat(new SequentialSeeds(2, 4).looks()).containsExactly(4);
        assertThat(new SequentialSeeds(2, 4).level()).isEqualTo(0.05);
        assertThat(new SequentialSeeds(2, 6).looks()).containsExactly(5, 6);
        assertThat(new SequentialSeeds(2, 6).level()).isEqualTo(0.025);
    }

    @Test
    void rejects_so_few_seeds_that_nothing_can_be_decided() {
        assertThatThrownBy(() -> new SequentialSeeds(4, 4))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mostSeeds (4)")
                .hasMessageContaining("at least 5")
                .hasMessageContaining("4 models");
        assertThatThrownBy(() -> new SequentialSeeds(1, 20))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("models (1)");
    }

    @Test
    void stops_where_one_model_is_better_on_each_seed() {
        Decision decision = new SequentialSeeds(2, 20).decide(runs(5, 0.3, 0));

        assertThat(decision.state()).isEqualTo(State.DECIDED);
        assertThat(decision.stop()).isTrue();
        assertThat(decision.seeds()).isEqualTo(5);
        assertThat(decision.text())
                .isEqualTo(
                        "mlp and gpt are told apart after 5 seeds: p = 0.008 by Holm over all pairs, and 0.0125 is needed, which"
                                + " is Bonferroni's correction of 0.05 for 4 tests.");
    }

    @Test
    void adds_seeds_up_to_the_next_look_while_nothing_is_decided() {
        Decision decision = new SequentialSeeds(2, 20).decide(runs(5, 0, 0.1));

        assertThat(decision.state()).isEqualTo(State.ADD_SEEDS);
        assertThat(decision.nextLook()).hasValue(10);
        assertThat(decision.text()).endsWith("; the next look is at 10 seeds.");
    }

    @Test
    void does_not_test_between_looks() {
        Decision decision = new SequentialSeeds(2, 20).decide(runs(6, 0.3, 0));

        assertThat(decision.state()).isEqualTo(State.ADD_SEEDS);
        assertThat(decision.nextLook()).hasValue(10);
        assertThat(decision.text()).isEqualTo("mlp and gpt are not looked at yet; the next look is at 10 seeds.");
    }

    @Test
    void stops_where_no_seed_makes_a_difference() {
        assertThat(new SequentialSeeds(2, 20).decide(runs(5, 0, 0)).state()).isEqualTo(State.TIED);
    }

    @Test
    void stops_where_all_seeds_are_used_up() {
        Decision decision = new SequentialSeeds(2, 5).decide(runs(5, 0, 0.1));

        assertThat(decision.state()).isEqualTo(State.EXHAUSTED);
        assertThat(decision.nextLook()).isEmpty();
    }

    @Test
    void wants_more_where_there_is_nothing_yet() {
        assertThat(new SequentialSeeds(2, 20).decide(List.of()).nextLook()).hasValue(5);
        assertThat(new SequentialSeeds(2, 20)
                        .decide(List.of(Runs.of("mlp", 1e-3, 1, 1, 0.5)))
                        .state())
                .isEqualTo(State.ADD_SEEDS);
    }

    @Test
    void names_the_correction() {
        assertThat(new SequentialSeeds(4, 20).correction())
                .isEqualTo(
                        "Seeds were added until the leading pair was decided, at most 20. It was tested after 7, 11, 16 and 20"
                                + " seeds. As it could be tested 4 times, Bonferroni's correction for repeated tests asks each for p ="
                                + " 0.0125 at most in place of 0.05, after Holm's correction over all pairs.");
        assertThat(new SequentialSeeds(2, 4).correction())
                .isEqualTo(
                        "The leading pair was tested once, after 4 seeds, so that no correction for repeated tests was needed"
                                + " beside Holm's over all pairs.");
    }

    @Test
    void a_report_of_such_seeds_asks_for_the_same_p_value() {
        Comparison comparison = Comparison.of(runs(5, 0.3, 0)).withSeeds(new SequentialSeeds(2, 20));

        assertThat(comparison
                        .differences(comparison.scopes().get(0), Metric.EXACT_MATCH)
                        .get(0)
                        .test()
                        .level())
                .isEqualTo(0.0125);
        assertThat(comparison.seeds()).isPresent();
    }

    /** The mlp is better by so much, but on every other seed less or more than that. */
    private static List<RunResult> runs(int seeds, double difference, double change) {
        List<RunResult> results = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            double mlp = 0.5 + difference + (seed % 2 == 0 ? change : -change * seeds / (seeds + 1));
            results.add(Runs.of("mlp", 1e-3, seed, 1, mlp));
            results.add(Runs.of("gpt", 1e-3, seed, 1, 0.5));
        }
        return results;
    }
}
