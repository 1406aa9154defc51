package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogOnceTest {

    @Test
    void the_same_is_said_once_by_the_same_speaker() {
        assertThat(LogOnce.isFirst(LogOnceTest.class, "model", 7)).isTrue();
        assertThat(LogOnce.isFirst(LogOnceTest.class, "model", 7)).isFalse();
        assertThat(LogOnce.isFirst(LogOnceTest.class, "model", 8)).isTrue();
        assertThat(LogOnce.isFirst(LogOnce.class, "model", 7)).isTrue();
        assertThat(LogOnce.isFirst(LogOnceTest.class, "model7")).isTrue();
    }

    @Test
    void what_was_said_a_thousand_causes_ago_may_be_said_again() {
        assertThat(LogOnce.isFirst(LogOnceTest.class, "old")).isTrue();
        for (int cause = 0; cause < 1_000; cause++) {
            assertThat(LogOnce.isFirst(LogOnceTest.class, "cause", cause)).isTrue();
        }
        assertThat(LogOnce.isFirst(LogOnceTest.class, "old")).isTrue();
        assertThat(LogOnce.isFirst(LogOnceTest.class, "cause", 999)).isFalse();
    }
}
