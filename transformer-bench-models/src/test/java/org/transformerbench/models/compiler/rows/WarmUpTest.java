package org.transformerbench.models.compiler.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final long LONG = WarmUp.FIRST_NANOS;

    private final WarmUp warmUp = new WarmUp(2);

    @Test
    void the_kernels_are_not_tried_before_the_stand_ins_have_worked_for_a_while() {
        assertThat(warmUp.tries(0)).isFalse();
        warmUp.cold(0, 10, LONG - 1);
        assertThat(warmUp.tries(0)).isFalse();
        warmUp.cold(0, 10, 1);
        assertThat(warmUp.tries(0)).isTrue();
    }

    @Test
    void a_call_that_nothing_is_known_of_is_not_tried() {
        warmUp.cold(0, 10, LONG);
        assertThat(warmUp.tries(1)).isFalse();
    }

    @Test
    void one_thread_tries_at_a_time() {
        warmUp.cold(0, 10, LONG);
        assertThat(warmUp.tries(0)).isTrue();
        assertThat(warmUp.tries(0)).isFalse();
        assertThat(warmUp.tries(0)).isFalse();
        warmUp.tried(0, 10, 0);
        assertThat(warmUp.tries(0)).isTrue();
    }

    @Test
    void a_trial_has_to_be_earned_by_the_stand_ins() {
        warmUp.cold(0, 10, LONG);
        warmUp.tries(0);
        warmUp.tried(0, 10, LONG);
        warmUp.cold(0, 10, WarmUp.SHARE * LONG - 1);
        assertThat(warmUp.tries(0)).isFalse();
        warmUp.cold(0, 10, 1);
        assertThat(warmUp.tries(0)).isTrue();
    }

    @Test
    void kernels_that_are_faster_in_several_trials_stay() {
        warmUp.cold(0, 10, 1_000);
        warmUp.cold(0, 10, 2_000);
        for (int i = 1; i < WarmUp.WINS; i++) {
            warmUp.tried(0, 10, 999);
        }
        assertThat(warmUp.isWarm(0)).isFalse();
        warmUp.tried(0, 10, 1_000);
        for (int i = 1; i < WarmUp.WINS; i++) {
            warmUp.tried(0, 10, 999);
        }
        assertThat(warmUp.isWarm(0)).isFalse();
        warmUp.tried(0, 20, 1_999);
        assertThat(warmUp.isWarm(0)).isTrue();
        assertThat(warmUp.isWarm(1)).isFalse();
        warmUp.tried(0, 10, 5_000);
        assertThat(warmUp.isWarm(0)).isTrue();
    }
}
