package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OnceTest {

    @Test
    void the_same_is_said_once_by_the_same_speaker() {
        assertThat(Once.isFirst(OnceTest.class, "model", 7)).isTrue();
        assertThat(Once.isFirst(OnceTest.class, "model", 7)).isFalse();
        assertThat(Once.isFirst(OnceTest.class, "model", 8)).isTrue();
        assertThat(Once.isFirst(Once.class, "model", 7)).isTrue();
        assertThat(Once.isFirst(OnceTest.class, "model7")).isTrue();
    }

    @Test
    void what_was_said_a_thousand_causes_ago_may_be_said_again() {
        assertThat(Once.isFirst(OnceTest.class, "old")).isTrue();
        for (int cause = 0; cause < 1_000; cause++) {
            assertThat(Once.isFirst(OnceTest.class, "cause", cause)).isTrue();
        }
        assertThat(Once.isFirst(OnceTest.class, "old")).isTrue();
        assertThat(Once.isFirst(OnceTest.class, "cause", 999)).isFalse();
    }
}
