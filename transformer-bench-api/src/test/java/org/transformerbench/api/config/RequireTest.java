package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RequireTest {

    @Test
    void names_field_value_and_rule() {
        rejects(() -> Require.atLeast("heads", 0, 1), "heads (0) must be at least 1");
        rejects(() -> Require.between("digits", 10, 1, 9), "digits (10) must be between 1 and 9");
        rejects(() -> Require.between("share", 1.5, 0, 1), "share (1.5) must be between 0.0 and 1.0");
        rejects(() -> Require.atLeast("rate", 0.4, 0.5), "rate (0.4) must be a finite number of at least 0.5");
        rejects(() -> Require.inside("share", 1, 0, 1), "share (1.0) must be above 0.0 and below 1.0");
        rejects(() -> Require.inside("share", 0, 0, 1), "share (0.0) must be above 0.0 and below 1.0");
        rejects(() -> Require.positive("epsilon", -0.5), "epsilon (-0.5) must be a finite number above 0");
        rejects(() -> Require.notNegative("decay", -1), "decay (-1.0) must be a finite number of at least 0");
        rejects(() -> Require.within("dropout", 1, 0, 1), "dropout (1.0) must be at least 0.0 and below 1.0");
        rejects(() -> Require.divisible("width", 130, "heads", 4), "width (130) must be divisible by heads (4)");
        rejects(() -> Require.that(false, "path", "100 %", "must be %s", "short"), "path (100 %) must be short");
    }

    @Test
    void accepts_the_bounds_themselves() {
        assertThatCode(() -> {
                    Require.atLeast("a", 3, 3);
                    Require.between("a", 3, 3, 4);
                    Require.between("a", 4, 3, 4);
                    Require.between("a", 0.5, 0.5, 0.6);
                    Require.between("a", 0.6, 0.5, 0.6);
                    Require.atLeast("a", 0.5, 0.5);
                    Require.inside("a", Math.nextUp(0.5), 0.5, 0.6);
                    Require.notNegative("a", 0);
                    Require.within("a", 0.5, 0.5, 0.6);
                    Require.divisible("a", 12, "b", 4);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void rejects_what_is_not_finite() {
        rejects(() -> Require.positive("rate", Double.NaN), "rate (NaN) must be a finite number above 0");
        rejects(
                () -> Require.positive("rate", Double.POSITIVE_INFINITY),
                "rate (Infinity) must be a finite number above 0");
        rejects(() -> Require.notNegative("rate", Double.NaN), "rate (NaN) must be a finite number of at least 0");
        rejects(() -> Require.within("rate", Double.NaN, 0, 1), "rate (NaN) must be at least 0.0 and below 1.0");
        rejects(() -> Require.between("rate", Double.NaN, 0, 1), "rate (NaN) must be between 0.0 and 1.0");
        rejects(() -> Require.inside("rate", Double.NaN, 0, 1), "rate (NaN) must be above 0.0 and below 1.0");
        rejects(
                () -> Require.atLeast("rate", Double.POSITIVE_INFINITY, 0),
                "rate (Infinity) must be a finite number of at least 0.0");
        rejects(() -> Require.positive("rate", 0), "rate (0.0) must be a finite number above 0");
    }

    @Test
    void whole_numbers_keep_all_their_digits() {
        rejects(
                () -> Require.between("seed", Long.MAX_VALUE, 0, Long.MAX_VALUE - 1),
                "seed (9223372036854775807) must be between 0 and 9223372036854775806");
        rejects(
                () -> Require.atLeast("seed", Long.MAX_VALUE - 1, Long.MAX_VALUE),
                "seed (9223372036854775806) must be at least 9223372036854775807");
    }

    @Test
    void rejects_a_divisor_of_zero_instead_of_dividing_by_it() {
        rejects(() -> Require.divisible("width", 8, "heads", 0), "width (8) must be divisible by heads (0)");
    }

    private static void rejects(ThrowingCallable check, String message) {
        assertThatThrownBy(check).isExactlyInstanceOf(ConfigException.class).hasMessage(message);
    }
}
