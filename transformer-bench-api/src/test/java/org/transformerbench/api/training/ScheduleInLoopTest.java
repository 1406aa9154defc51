package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.run.Schedule;
import org.transformerbench.api.run.TrainingConfig;

/** The loop's requests to a session: learning rates by the schedule, and the flops of a step. */
class ScheduleInLoopTest {
    private static final TrainingConfig CONFIG = TrainingConfig.builder()
            .batchSize(4)
            .withoutBudgets()
            .maxSteps(7)
            .evaluationInterval(3)
            .build();

    private final ScriptedSession session = new ScriptedSession();
    private final FakeData data = FakeData.of(Rows.numbered(50), Rows.numbered(2));

    private TrainingReport run(TrainingConfig config) {
        return new TrainingLoop(
                        session,
                        data,
                        Targets.LAST,
                        config,
                        Protocol.strict(),
                        new SeedStreams(9),
                        new TrainingListener() {})
                .run();
    }

    @Test
    void trains_each_step_with_the_rate_of_the_schedule() {
        run(CONFIG.toBuilder()
                .learningRate(0.5)
                .warmupSteps(2)
                .schedule(Schedule.COSINE)
                .build());
        List<Double> rates = session.learningRates;
        assertThat(rates).hasSize(7).startsWith(0.25, 0.5, 0.5);
        assertThat(rates.get(6)).isCloseTo(0.5 * (1 + Math.cos(Math.PI * 4 / 5)) / 2, within(1e-15));
    }

    @Test
    void trains_each_step_with_the_configured_rate_where_it_is_constant() {
        run(CONFIG.toBuilder().learningRate(0.5).build());
        assertThat(session.learningRates).hasSize(7).containsOnly(0.5);
    }

    @Test
    void ends_when_the_arithmetic_is_used_up() {
        session.flops = OptionalLong.of(10);
        TrainingReport report = run(CONFIG.toBuilder().maxFlops(200).build());
        assertThat(report.outcome()).isEqualTo(Outcome.completed("200 multiplications and additions"));
        assertThat(report.steps()).isEqualTo(5);
    }

    @Test
    void takes_no_step_when_the_arithmetic_is_not_known() {
        assertThatThrownBy(() -> run(CONFIG.toBuilder().maxFlops(200).build()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("maxFlops (200)");
        assertThat(session.batches).isEmpty();
    }
}
