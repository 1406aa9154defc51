package org.transformerbench.examples.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A tick formatter of the chart library that remembers for which ticks it was asked. */
final class Ticks implements Function<Double, String> {
    private final List<Double> values = new ArrayList<>();

    @Override
    public String apply(Double value) {
        // The library tries several distances between ticks, each time from left to right. The last one stays.
        if (!values.isEmpty() && value <= values.get(values.size() - 1)) {
            values.clear();
        }
        values.add(value);
        return label(value);
    }

    /**
     * Returns the ticks that have room on the axis. On a logarithmic axis round ones come first, on others all distances are the
     * same. The library knows no place for others and makes one up.
     *
     * @param axis with both ends
     * @param place where a tick is, in pixels
     * @param size how much room its label takes, in pixels
     */
    List<Double> withRoom(Axis axis, ToDoubleFunction<Double> place, ToDoubleFunction<String> size) {
        List<Double> onAxis = values.stream()
                .filter(value -> value >= axis.from() && value <= axis.to())
                .toList();
        return axis.logarithmic() ? roundFirst(onAxis, place, size) : regular(onAxis, place, size);
    }

    private static List<Double> roundFirst(
            List<Double> values, ToDoubleFunction<Double> place, ToDoubleFunction<String> size) {
        List<Double> chosen = new ArrayList<>();
        values.stream().sorted(Comparator.comparing(Ticks::roughness)).forEach(value -> {
            if (chosen.stream().allMatch(other -> apart(value, other, place, size))) {
                chosen.add(value);
            }
        });
        return chosen;
    }

    /** Returns every tick, every second, or every third, and so on. */
    private static List<Double> regular(
            List<Double> values, ToDoubleFunction<Double> place, ToDoubleFunction<String> size) {
        for (int every = 1; every < values.size(); every++) {
            List<Double> chosen = new ArrayList<>();
            boolean room = true;
            for (int i = 0; i < values.size(); i += every) {
                room &= chosen.isEmpty() || apart(values.get(i), chosen.get(chosen.size() - 1), place, size);
                chosen.add(values.get(i));
            }
            if (room) {
                return chosen;
            }
        }
        return values.subList(0, Math.min(1, values.size()));
    }

    private static boolean apart(
            double one, double other, ToDoubleFunction<Double> place, ToDoubleFunction<String> size) {
        return Math.abs(place.applyAsDouble(one) - place.applyAsDouble(other))
                >= (size.applyAsDouble(label(one)) + size.applyAsDouble(label(other))) / 2;
    }

    /** Returns how round a number is: 0 for powers of ten, 1 for twice or five times those, then the number of digits. */
    private static int roughness(double value) {
        BigDecimal exact = rounded(value);
        String digits = exact.unscaledValue().abs().toString();
        return switch (digits) {
            case "0", "1" -> 0;
            case "2", "5" -> 1;
            default -> 1 + digits.length();
        };
    }

    private static BigDecimal rounded(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
        return Math.abs(value) < 1e-12 ? BigDecimal.ZERO : rounded;
    }

    static String label(double value) {
        BigDecimal rounded = rounded(value);
        double size = Math.abs(value);
        if (rounded.signum() == 0) {
            return "0";
        }
        if (size >= 1e6 || size < 1e-4) {
            int exponent = rounded.precision() - rounded.scale() - 1;
            return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
        }
        return size >= 1e4
                ? rounded.movePointLeft(3).stripTrailingZeros().toPlainString() + "k"
                : rounded.toPlainString();
    }
}
