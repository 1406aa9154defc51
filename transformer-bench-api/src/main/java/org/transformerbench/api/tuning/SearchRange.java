package org.transformerbench.api.tuning;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/** The range of one value that is searched. Points of the unit interval become values, as text that a configuration reads. */
public sealed interface SearchRange {

    /**
     * Returns the value at a point.
     *
     * @param point at least 0 and below 1
     * @return the value as text
     */
    String at(double point);

    /**
     * Returns the least value.
     *
     * @return the lower end; the first value where the values have no order
     */
    default String least() {
        return at(0);
    }

    /**
     * Returns the place of a value between the ends, on the scale of the range.
     *
     * @param value as {@link #at} returns it
     * @return 0 at the lower end, 1 at the upper one; empty if the values have no order
     */
    OptionalDouble place(String value);

    /**
     * Reads a part of this range.
     *
     * @param field the name of the value, for messages
     * @param text {@code "1e-4..1e-2"} for the ends, or single values with commas
     * @return the part
     * @throws ConfigException if the text is no range, its ends are in the wrong order, or it is outside
     */
    SearchRange narrowed(String field, String text);

    /**
     * Creates a range of numbers.
     *
     * @param from the lower end
     * @param to the upper end, above it
     * @return the range, searched evenly
     */
    static SearchRange numbers(double from, double to) {
        return new Numbers(from, to, false);
    }

    /**
     * Creates a range of numbers whose logarithm is searched evenly.
     *
     * @param from the lower end, above 0
     * @param to the upper end, above it
     * @return the range
     */
    static SearchRange logarithmic(double from, double to) {
        return new Numbers(from, to, true);
    }

    /**
     * Creates a range of integers.
     *
     * @param from the lower end
     * @param to the upper end, at least that
     * @param step from one to the next, at least 1
     * @return the range, searched evenly
     */
    static SearchRange integers(long from, long to, long step) {
        return new Integers(from, to, step);
    }

    /**
     * Creates a range of some values.
     *
     * @param values as texts, at least one
     * @return the range; each value is as likely as any other
     */
    static SearchRange choices(String... values) {
        return new Choices(List.of(values));
    }

    /**
     * A range of numbers.
     *
     * @param from the lower end
     * @param to the upper end
     * @param log whether the logarithm is searched evenly
     */
    record Numbers(double from, double to, boolean log) implements SearchRange {
        private static final MathContext DIGITS = new MathContext(3);

        public Numbers {
            Require.that(Double.isFinite(from) && Double.isFinite(to), "range", from + ".." + to, "must be finite");
            Require.that(from < to, "range", from + ".." + to, "must have its lower end first");
            Require.that(!log || from > 0, "range", from + ".." + to, "must be above 0 to have logarithms");
        }

        @Override
        public String at(double point) {
            double value = log ? from * Math.pow(to / from, point) : from + point * (to - from);
            double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
            return Double.toString(Math.min(to, Math.max(from, rounded)));
        }

        @Override
        public OptionalDouble place(String value) {
            double number = Double.parseDouble(value);
            return OptionalDouble.of(
                    log ? Math.log(number / from) / Math.log(to / from) : (number - from) / (to - from));
        }

        @Override
        public SearchRange narrowed(String field, String text) {
            if (!text.contains("..")) {
                List<String> values = RangeText.split(text);
                values.forEach(value -> Require.between(field, RangeText.number(field, value), from, to));
                return new Choices(values);
            }
            double[] ends = RangeText.ends(field, text);
            Require.that(
                    ends[0] != ends[1],
                    field,
                    text,
                    "must have two different ends; for one value write %s=%s",
                    field,
                    text.substring(0, text.indexOf("..")));
            Require.that(ends[0] < ends[1], field, text, "must have its lower end first");
            Require.that(ends[0] >= from && ends[1] <= to, field, text, "must lie inside %s..%s", from, to);
            return new Numbers(ends[0], ends[1], log);
        }
    }

    /**
     * A range of integers.
     *
     * @param from the lower end
     * @param to the upper end
     * @param step from one to the next
     */
    record Integers(long from, long to, long step) implements SearchRange {
        public Integers {
            Require.that(from <= to, "range", from + ".." + to, "must have its lower end first");
            Require.atLeast("step", step, 1);
        }

        @Override
        public String at(double point) {
            long count = (to - from) / step + 1;
            return Long.toString(from + step * Math.min(count - 1, (long) (point * count)));
        }

        @Override
        public OptionalDouble place(String value) {
            return to == from
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((Double.parseDouble(value) - from) / (to - from));
        }

        @Override
        public SearchRange narrowed(String field, String text) {
            if (!text.contains("..")) {
                List<String> values = RangeText.split(text);
                values.forEach(value -> Require.that(
                        RangeText.number(field, value) >= from
                                && RangeText.number(field, value) <= to
                                && RangeText.number(field, value) % 1 == 0,
                        field,
                        value,
                        "must be an integer inside %d..%d",
                        from,
                        to));
                return new Choices(values);
            }
            double[] ends = RangeText.ends(field, text);
            Require.that(
                    ends[0] != ends[1],
                    field,
                    text,
                    "must have two different ends; for one value write %s=%s",
                    field,
                    text.substring(0, text.indexOf("..")));
            Require.that(ends[0] < ends[1], field, text, "must have its lower end first");
            Require.that(ends[0] % 1 == 0 && ends[1] % 1 == 0, field, text, "must have integers as ends");
            Require.that(ends[0] >= from && ends[1] <= to, field, text, "must lie inside %d..%d", from, to);
            return new Integers((long) ends[0], (long) ends[1], step);
        }
    }

    /**
     * A range of some values. They have an order where all are numbers.
     *
     * @param values in their order, at least one
     */
    record Choices(List<String> values) implements SearchRange {
        public Choices {
            Require.eachGiven("choices", values);
            values = List.copyOf(values);
            Require.that(!values.isEmpty(), "choices", values, "must have at least one value");
            Require.that(
                    values.stream().distinct().count() == values.size(), "choices", values, "must not repeat a value");
        }

        @Override
        public String at(double point) {
            return values.get(Math.min(values.size() - 1, (int) (point * values.size())));
        }

        @Override
        public String least() {
            return values.stream().allMatch(RangeText::isNumber)
                    ? Collections.min(values, Comparator.comparingDouble(Double::parseDouble))
                    : values.get(0);
        }

        @Override
        public OptionalDouble place(String value) {
            if (values.size() < 3 || !values.stream().allMatch(RangeText::isNumber)) {
                return OptionalDouble.empty();
            }
            double[] sorted =
                    values.stream().mapToDouble(Double::parseDouble).sorted().toArray();
            int rank = Arrays.binarySearch(sorted, Double.parseDouble(value));
            return OptionalDouble.of((double) rank / (sorted.length - 1));
        }

        @Override
        public SearchRange narrowed(String field, String text) {
            Require.that(!text.contains(".."), field, text, "must be some of %s, with commas", values);
            List<String> some = RangeText.split(text);
            some.forEach(value -> Require.that(values.contains(value), field, value, "must be one of %s", values));
            return new Choices(some);
        }
    }
}
