package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.run.TrainingConfig;

class TrainingWarningsTest {
    private static List<String> of(double rate, double decay) {
        return TrainingWarnings.of(TrainingConfig.builder()
                .learningRate(rate)
                .weightDecay(decay)
                .maxSteps(10)
                .build());
    }

    @Test
    void a_decay_that_float32_rounds_away_is_warned_of() {
        assertThat(of(1e-4, 1e-4))
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .startsWith("weightDecay (1.0E-4) at learning rate 1e-4 does nothing: ")
                        .contains("2^-25"));
    }

    @Test
    void the_border_is_where_float32_has_it() {
        assertThat(of(1, 0x1p-25)).hasSize(1);
        assertThat(of(1, 0x1.000002p-25)).isEmpty();
        assertThat(of(1e-2, 1e-4)).isEmpty();
    }

    @Test
    void no_decay_is_no_mistake() {
        assertThat(of(1e-4, 0)).isEmpty();
    }

    @Test
    void a_warm_up_above_the_budget_of_steps_is_warned_of() {
        TrainingConfig config =
                TrainingConfig.builder().maxSteps(10).warmupSteps(11).build();

        assertThat(TrainingWarnings.of(config))
                .containsExactly(
                        "warmupSteps (11) are more than maxSteps (10): the learning rate 1e-2 is never reached");
        assertThat(TrainingWarnings.of(config.toBuilder().warmupSteps(10).build()))
                .isEmpty();
    }

    @Test
    void a_run_that_another_budget_ends_within_its_warm_up_says_so_at_its_end() {
        TrainingConfig config = TrainingConfig.builder()
                .maxTime(Duration.ofSeconds(1))
                .warmupSteps(100)
                .build();

        assertThat(CapturedLog.of(() -> TrainingWarnings.logEnd(config, 99)))
                .contains("The run ended after 99 steps, within its warmupSteps (100)");
        assertThat(CapturedLog.of(() -> TrainingWarnings.logEnd(config, 100))).isEmpty();
    }

    @Test
    void a_warning_is_given_once_for_all_runs() {
        TrainingConfig config =
                TrainingConfig.builder().maxSteps(10).warmupSteps(11).build();

        String log = CapturedLog.of(() -> TrainingWarnings.log(
                List.of(config, config, config.toBuilder().batchSize(3).build())));

        assertThat(log).containsOnlyOnce("warmupSteps (11)");
    }
}
