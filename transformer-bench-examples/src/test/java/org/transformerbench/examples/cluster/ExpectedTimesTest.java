package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.run.TrainingConfig;

class ExpectedTimesTest {
    private static PendingRun run(String model, long maxSteps, long flops) {
        return new Pending(Pending.spec("addition", model, maxSteps), OptionalLong.of(flops));
    }

    private static PendingRun timed(String model, int seconds, long flops) {
        TrainingConfig training = TrainingConfig.builder()
                .withoutBudgets()
                .maxSteps(1_000_000_000)
                .maxTime(Duration.ofSeconds(seconds))
                .build();
        return new Pending(Pending.spec("addition", model, training), OptionalLong.of(flops));
    }

    private static void assertOrder(PendingRun... expected) {
        List<PendingRun> runs = List.of(expected);
        List<PendingRun> shuffled =
                Stream.of(1, 2, 0).filter(i -> i < runs.size()).map(runs::get).toList();
        assertThat(ExpectedTimes.longestFirst(shuffled)).isEqualTo(runs);
    }

    @Test
    void more_steps_take_longer() {
        assertOrder(run("mlp", 300, 10), run("mlp", 200, 10), run("mlp", 100, 10));
    }

    @Test
    void a_model_with_more_flops_takes_longer_although_it_makes_fewer_steps() {
        assertOrder(run("nano-gpt", 100, 5000), run("mlp", 300, 100), run("mlp", 200, 100));
    }

    @Test
    void a_budget_of_time_ends_a_run_that_has_more_steps_than_it_can_make() {
        assertOrder(timed("mlp", 60, 1_000_000), timed("nano-gpt", 30, 1_000_000), run("mlp", 10, 1_000_000));
    }

    @Test
    void a_run_of_unknown_length_is_the_first() {
        PendingRun unknown = new Pending(Pending.spec("addition", "custom", 1), OptionalLong.empty());

        assertOrder(unknown, run("nano-gpt", 100_000, 1_000_000), run("mlp", 10, 10));
    }

    @Test
    void runs_of_equal_length_stay_in_their_order() {
        List<PendingRun> runs = List.of(run("mlp", 5, 10), run("gru", 5, 10), run("mlp", 5, 10));

        assertThat(ExpectedTimes.longestFirst(runs)).containsExactlyElementsOf(runs);
    }
}
