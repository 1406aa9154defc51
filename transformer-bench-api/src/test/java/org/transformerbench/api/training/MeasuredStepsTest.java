package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.result.TrainingSpeed;

class MeasuredStepsTest {
    private final MeasuredSteps steps = new MeasuredSteps();

    private void step(Duration stepTime) {
        steps.begin(stepTime);
        steps.end();
    }

    @Test
    void steps_that_begin_after_the_warm_up_are_counted() {
        step(Duration.ZERO);
        step(TrainingSpeed.WARM_UP.minusNanos(1));
        assertThat(steps.count()).isZero();

        step(TrainingSpeed.WARM_UP);
        step(TrainingSpeed.WARM_UP.multipliedBy(2));
        assertThat(steps.count()).isEqualTo(2);
    }

    @Test
    void a_step_that_throws_is_none() {
        steps.begin(TrainingSpeed.WARM_UP);

        assertThat(steps.count()).isZero();
    }

    @Test
    void another_process_warms_up_again_and_the_steps_before_count_by_their_share_of_the_time() {
        Duration before = TrainingSpeed.WARM_UP.multipliedBy(5);
        steps.resume(progress(10, before));
        assertThat(steps.count()).isEqualTo(8);

        step(before.plus(TrainingSpeed.WARM_UP).minusNanos(1));
        step(before.plus(TrainingSpeed.WARM_UP));
        assertThat(steps.count()).isEqualTo(9);

        steps.resume(progress(10, TrainingSpeed.WARM_UP.dividedBy(2)));
        assertThat(steps.count()).isZero();
    }

    private static TrainingProgress progress(long steps, Duration stepTime) {
        return new TrainingProgress(
                steps,
                stepTime,
                Duration.ZERO,
                new StepResult(1, 0),
                List.of(),
                Optional.empty(),
                0,
                0,
                0,
                OptionalDouble.empty(),
                OptionalLong.empty());
    }
}
