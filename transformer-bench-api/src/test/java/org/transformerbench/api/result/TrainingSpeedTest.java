package org.transformerbench.api.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.config.ConfigException;

class TrainingSpeedTest {
    private static boolean measured(SampleRun run) {
        return run.result().measurements().training().measured();
    }

    @Test
    void the_speed_of_a_run_that_ended_within_the_warm_up_is_not_measured() {
        assertThat(measured(SampleRun.of("mlp").measuredSteps(4))).isFalse();
        assertThat(measured(SampleRun.of("mlp").measuredSteps(5))).isTrue();
        assertThat(measured(SampleRun.of("mlp"))).as("of an earlier version").isTrue();
        assertThat(TrainingSpeed.of(0, 0, 0, 0, 0, 0).measured()).isFalse();
    }

    @Test
    void a_result_says_how_many_steps_were_measured_and_one_of_an_earlier_version_does_not() {
        RunResult result = SampleRun.of("mlp").measuredSteps(12).result();

        assertThat(RunResult.fromJson(result.toJson())).isEqualTo(result);
        RunResult before = RunResult.fromJson(result.toJson().replace("\"measuredSteps\":12,", ""));
        assertThat(before.measurements().training().measuredSteps()).isEmpty();
    }

    @Test
    void no_more_steps_are_measured_than_were_taken() {
        assertThatThrownBy(() -> new TrainingSpeed(3, OptionalLong.of(4), 1, 0, 1, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("measuredSteps (4) must be between 0 and 3");
    }
}
