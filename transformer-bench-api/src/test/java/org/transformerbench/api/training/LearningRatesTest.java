package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.run.Schedule;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.run.TrainingConfigBuilder;

class LearningRatesTest {
    private static final double RATE = 0.5;
    private static final Offset<Double> EXACT = within(1e-15);

    private static TrainingConfigBuilder config() {
        return TrainingConfig.builder().learningRate(RATE).withoutBudgets();
    }

    private static List<Double> rates(TrainingConfig config, int steps) {
        LearningRates rates = new LearningRates(config);
        Budget budget = new Budget(config, 1, OptionalLong.of(3));
        List<Double> found = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            found.add(rates.next(step, budget.scheduleProgress(step, 0, Duration.ofSeconds(step))));
        }
        return found;
    }

    @Test
    void stays_constant_unless_asked() {
        TrainingConfig config = config().maxSteps(3).build();
        assertThat(rates(config, 3)).containsOnly(RATE);
    }

    @Test
    void grows_linearly_to_the_last_step_of_the_warm_up_and_stays() {
        TrainingConfig config = config().maxSteps(7).warmupSteps(4).build();
        assertThat(rates(config, 7)).containsExactly(RATE / 4, RATE / 2, RATE * 3 / 4, RATE, RATE, RATE, RATE);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 0.25", "3, 0", "10, 0.1", "1, 1"})
    void falls_along_half_a_cosine_after_the_warm_up(int warmup, double last) {
        int steps = 20;
        TrainingConfig config = config().maxSteps(steps)
                .warmupSteps(warmup)
                .schedule(Schedule.COSINE)
                .finalLearningRateShare(last)
                .build();
        List<Double> found = rates(config, steps);
        for (int step = warmup; step < steps; step++) {
            double cosine = (1 + Math.cos(Math.PI * (step - warmup) / (steps - warmup))) / 2;
            assertThat(found.get(step)).as("step %d", step).isCloseTo(RATE * (last + (1 - last) * cosine), EXACT);
        }
        assertThat(found.get(warmup)).as("the first step after the warm-up").isCloseTo(RATE, EXACT);
    }

    @Test
    void reaches_the_final_share_when_the_budget_is_used_up() {
        LearningRates rates = new LearningRates(config().maxSteps(5)
                .schedule(Schedule.COSINE)
                .finalLearningRateShare(0.25)
                .build());
        rates.next(0, 0);
        assertThat(rates.next(1, 0.5)).isCloseTo(RATE * 0.625, EXACT);
        assertThat(rates.next(2, 1)).isCloseTo(RATE / 4, EXACT);
    }

    @Test
    void follows_the_clock_where_time_is_the_only_budget() {
        TrainingConfigBuilder config = config().schedule(Schedule.COSINE);
        List<Double> bySteps = rates(config.maxSteps(8).build(), 8);
        List<Double> byTime =
                rates(config.withoutBudgets().maxTime(Duration.ofSeconds(8)).build(), 8);
        for (int step = 0; step < 8; step++) {
            assertThat(byTime.get(step)).isCloseTo(bySteps.get(step), EXACT);
        }
        TrainingConfig both = config.maxSteps(80).maxTime(Duration.ofSeconds(8)).build();
        assertThat(rates(both, 8).get(4)).isGreaterThan(0.99 * RATE);
    }

    @Test
    void follows_the_budget_of_tokens_or_arithmetic() {
        TrainingConfigBuilder config = config().batchSize(2).schedule(Schedule.COSINE);
        List<Double> bySteps = rates(config.maxSteps(8).build(), 8);
        assertThat(rates(config.withoutBudgets().maxTokens(16).build(), 8)).isEqualTo(bySteps);
        assertThat(rates(config.withoutBudgets().maxFlops(48).build(), 8)).isEqualTo(bySteps);
    }
}
