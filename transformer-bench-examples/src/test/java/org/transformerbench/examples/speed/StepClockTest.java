package org.transformerbench.examples.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StepClockTest {
    private long now;
    private final List<Integer> steps = new ArrayList<>();

    @Test
    void the_median_step_counts_without_the_making_of_its_input() {
        StepClock clock = new StepClock(Duration.ZERO, Duration.ofSeconds(1), () -> now);

        assertThat(clock.<Integer>medianNanos(this::input, this::step, OptionalInt.of(4)))
                .isEqualTo((7 + 8) / 2.0);
        assertThat(steps).hasSize(StepClock.MIN_STEPS + 4);
    }

    @Test
    void without_a_number_as_many_steps_as_fit_but_at_least_five() {
        new StepClock(Duration.ofNanos(5000), Duration.ofNanos(60), () -> now)
                .<Integer>medianNanos(this::input, this::step, OptionalInt.empty());
        assertThat(steps).hasSize(5 + 7);

        steps.clear();
        new StepClock(Duration.ZERO, Duration.ZERO, () -> now)
                .<Integer>medianNanos(this::input, this::step, OptionalInt.empty());
        assertThat(steps).hasSize(5 + 5);
    }

    /** A thousand to make. */
    private Integer input() {
        now += 1000;
        return steps.size() + 1;
    }

    /** The n-th takes n. */
    private void step(Integer number) {
        now += number;
        steps.add(number);
    }
}
