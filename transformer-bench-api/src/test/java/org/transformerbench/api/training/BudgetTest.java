package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.run.TrainingConfigBuilder;

class BudgetTest {
    private static final int POSITIONS = 4;

    private static Budget budget(String maxSteps, String maxTime, String maxTokens) {
        Map<String, String> values =
                Map.of("batchSize", "5", "maxSteps", maxSteps, "maxTime", maxTime, "maxTokens", maxTokens);
        return new Budget(new Configs().with(TrainingConfig.defaults(), values), POSITIONS, OptionalLong.empty());
    }

    /** Batches of 2 examples with 50 multiplications and additions each. */
    private static TrainingConfigBuilder withFlops(double maxFlops) {
        return TrainingConfig.builder().batchSize(2).withoutBudgets().maxFlops(maxFlops);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void ends_after_the_steps() {
        Budget budget = budget("10", "none", "none");
        assertThat(budget.usedUp(9, 0, millis(1_000_000))).isEmpty();
        assertThat(budget.usedUp(10, 0, millis(1))).contains("10 steps");
        assertThat(budget.progress(4, 0, millis(1))).isEqualTo(0.4);
    }

    @Test
    void ends_after_the_training_time() {
        Budget budget = budget("none", "PT0.25S", "none");
        assertThat(budget.usedUp(1_000_000, 0, millis(249))).isEmpty();
        assertThat(budget.usedUp(1, 0, millis(250))).contains("0.25 s of training");
        assertThat(budget("none", "PT1M40S", "none").usedUp(1, 0, millis(100_000)))
                .contains("100 s of training");
        assertThat(budget.progress(1, 0, millis(50))).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void ends_after_the_tokens_that_batches_of_5_x_4_hold() {
        Budget budget = budget("none", "none", "50");
        assertThat(budget.usedUp(2, 0, millis(1))).isEmpty();
        assertThat(budget.usedUp(3, 0, millis(1))).contains("50 tokens");
        assertThat(budget.progress(1, 0, millis(1))).isEqualTo(0.4);
    }

    @Test
    void ends_after_the_targets_that_were_counted_whatever_the_number_of_steps() {
        Budget budget = new Budget(
                TrainingConfig.builder().batchSize(5).maxTargets(50).build(), POSITIONS, OptionalLong.empty());
        assertThat(budget.usedUp(1000, 49, millis(1))).isEmpty();
        assertThat(budget.usedUp(3, 51, millis(1))).contains("50 targets");
        assertThat(budget.progress(1, 20, millis(1))).isEqualTo(0.4);
        assertThat(budget.scheduleProgress(1, 20, millis(1))).isEqualTo(0.4);
        assertThat(budget.timeLeft(1, 20, millis(600)).toMillis()).isBetween(899L, 900L);
    }

    @Test
    void measures_progress_and_time_left_by_the_budget_that_ends_first() {
        Budget budget = budget("10", "PT1S", "1000");
        assertThat(budget.progress(3, 0, millis(600))).isCloseTo(0.6, within(1e-12));
        assertThat(budget.timeLeft(3, 0, millis(600)).toMillis()).isBetween(399L, 400L);
        assertThat(budget.progress(8, 0, millis(600))).isEqualTo(0.8);
        assertThat(budget.timeLeft(8, 0, millis(600)).toMillis()).isBetween(149L, 150L);
        assertThat(budget.progress(11, 0, millis(600))).isEqualTo(1);
        assertThat(budget.timeLeft(11, 0, millis(600))).isZero();
    }

    @Test
    void survives_a_time_budget_that_means_forever() {
        Budget budget = budget("none", Duration.ofSeconds(Long.MAX_VALUE).toString(), "none");
        assertThat(budget.usedUp(1, 0, millis(100))).isEmpty();
        assertThat(budget.progress(1, 0, millis(100))).isBetween(0.0, 1e-9);
        assertThat(budget.timeLeft(1, 0, millis(100))).isPositive();
    }

    @Test
    void ends_after_the_arithmetic_of_batches_of_2_x_50() {
        Budget budget = new Budget(withFlops(250).build(), POSITIONS, OptionalLong.of(50));
        assertThat(budget.usedUp(2, 0, millis(1_000_000))).isEmpty();
        assertThat(budget.usedUp(3, 0, millis(1))).contains("250 multiplications and additions");
        assertThat(budget.progress(1, 0, millis(1))).isEqualTo(0.4);
    }

    @Test
    void cannot_keep_a_budget_of_arithmetic_that_the_trainer_does_not_count() {
        assertThatThrownBy(() -> new Budget(withFlops(1e15).build(), POSITIONS, OptionalLong.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("maxFlops (1000000000000000) cannot be kept: the trainer does not know");
    }

    @Test
    void names_the_budget_that_ended_first() {
        Budget budget = new Budget(withFlops(250).maxSteps(4).build(), POSITIONS, OptionalLong.of(50));
        assertThat(budget.usedUp(3, 0, millis(1))).contains("250 multiplications and additions");
        Budget other = new Budget(withFlops(500).maxSteps(4).build(), POSITIONS, OptionalLong.of(50));
        assertThat(other.usedUp(4, 0, millis(1))).contains("4 steps");
    }

    @Test
    void a_schedule_follows_the_clock_only_where_there_is_no_other_budget() {
        assertThat(budget("10", "PT1S", "none").scheduleProgress(3, 0, millis(600)))
                .isEqualTo(0.3);
        assertThat(budget("10", "none", "50").scheduleProgress(2, 0, millis(600)))
                .isEqualTo(0.8);
        assertThat(budget("none", "PT1S", "none").scheduleProgress(3, 0, millis(600)))
                .isCloseTo(0.6, within(1e-12));
        assertThat(budget("none", "PT1S", "none").scheduleProgress(3, 0, millis(1600)))
                .isEqualTo(1);
    }
}
