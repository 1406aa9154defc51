package org.transformerbench.api.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Checks for the compact constructors of configuration records; each failure names field, value and rule. */
public final class Require {
    private Require() {}

    /**
     * Checks any rule.
     *
     * @param holds whether the rule holds
     * @param field the name of the component
     * @param value its value
     * @param rule the rest of the sentence, for example {@code "must be divisible by heads (%d)"}
     * @param arguments for the rule's placeholders
     * @throws ConfigException if the rule does not hold
     */
    public static void that(boolean holds, String field, Object value, String rule, Object... arguments) {
        if (!holds) {
            String shown = Excerpt.of(String.valueOf(value));
            throw new ConfigException(field + " (" + shown + ") " + String.format(Locale.ROOT, rule, arguments));
        }
    }

    /**
     * Checks that a value is not null.
     *
     * @param field the name of the component
     * @param value its value
     * @throws ConfigException if the value is null
     */
    public static void given(String field, Object value) {
        that(value != null, field, null, "must be given");
    }

    /**
     * Reads a constant of an enumeration.
     *
     * @param field its name
     * @param text the name of the constant
     * @param type of the constant
     * @param <E> the type
     * @return the constant
     * @throws ConfigException if it is none of the type's
     */
    public static <E extends Enum<E>> E constant(String field, String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw new ConfigException(
                field + " (" + Excerpt.of(text) + ") must be one of " + Arrays.toString(type.getEnumConstants()));
    }

    /**
     * Checks that neither a list nor any of its elements is null.
     *
     * @param field the name of the component
     * @param values its value
     * @throws ConfigException if the list, or one of its elements, is null
     */
    public static void eachGiven(String field, List<?> values) {
        given(field, values);
        for (int i = 0; i < values.size(); i++) {
            given(field + "[" + i + "]", values.get(i));
        }
    }

    /**
     * Checks a lower bound of an integer.
     *
     * @param field the name of the component
     * @param value its value
     * @param minimum the smallest legal value
     * @throws ConfigException if the value is smaller
     */
    public static void atLeast(String field, long value, long minimum) {
        that(value >= minimum, field, value, "must be at least %d", minimum);
    }

    /**
     * Checks a lower bound of a finite number.
     *
     * @param field the name of the component
     * @param value its value
     * @param minimum the smallest legal value
     * @throws ConfigException if the value is smaller or not finite
     */
    public static void atLeast(String field, double value, double minimum) {
        that(
                value >= minimum && Double.isFinite(value),
                field,
                value,
                "must be a finite number of at least %s",
                minimum);
    }

    /**
     * Checks a closed range of integers.
     *
     * @param field the name of the component
     * @param value its value
     * @param minimum the smallest legal value
     * @param maximum the largest legal value
     * @throws ConfigException if the value is outside
     */
    public static void between(String field, long value, long minimum, long maximum) {
        that(value >= minimum && value <= maximum, field, value, "must be between %d and %d", minimum, maximum);
    }

    /**
     * Checks a closed range of numbers.
     *
     * @param field the name of the component
     * @param value its value
     * @param minimum the smallest legal value
     * @param maximum the largest legal value
     * @throws ConfigException if the value is outside or not a number
     */
    public static void between(String field, double value, double minimum, double maximum) {
        // Predictions check each probability: no boxes where it is legal.
        if (!(value >= minimum && value <= maximum)) {
            that(false, field, value, "must be between %s and %s", minimum, maximum);
        }
    }

    /**
     * Checks an open range of numbers.
     *
     * @param field the name of the component
     * @param value its value
     * @param above the bound that the value must stay above
     * @param below the bound that the value must stay below
     * @throws ConfigException if the value is outside or not a number
     */
    public static void inside(String field, double value, double above, double below) {
        that(value > above && value < below, field, value, "must be above %s and below %s", above, below);
    }

    /**
     * Checks that a number is finite and above 0.
     *
     * @param field the name of the component
     * @param value its value
     * @throws ConfigException if it is not
     */
    public static void positive(String field, double value) {
        that(value > 0 && Double.isFinite(value), field, value, "must be a finite number above 0");
    }

    /**
     * Checks that a number is finite and at least 0.
     *
     * @param field the name of the component
     * @param value its value
     * @throws ConfigException if it is not
     */
    public static void notNegative(String field, double value) {
        that(value >= 0 && Double.isFinite(value), field, value, "must be a finite number of at least 0");
    }

    /**
     * Checks a half-open range of numbers.
     *
     * @param field the name of the component
     * @param value its value
     * @param from the smallest legal value
     * @param below the bound that the value must stay below
     * @throws ConfigException if the value is outside
     */
    public static void within(String field, double value, double from, double below) {
        that(value >= from && value < below, field, value, "must be at least %s and below %s", from, below);
    }

    /**
     * Checks that one number is divisible by another.
     *
     * @param field the name of the component
     * @param value its value
     * @param divisorField the name of the divisor's component
     * @param divisor the divisor
     * @throws ConfigException if a remainder is left
     */
    public static void divisible(String field, long value, String divisorField, long divisor) {
        that(divisor != 0 && value % divisor == 0, field, value, "must be divisible by %s (%d)", divisorField, divisor);
    }
}
