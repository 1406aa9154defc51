package org.transformerbench.examples.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as text, the same in every locale. */
public final class Numbers {
    private Numbers() {}

    /**
     * A fixed number of decimals.
     *
     * @param value any number
     * @param decimals at least 0
     * @return for example {@code "0.1235"}
     */
    public static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /**
     * About four digits, however large or small.
     *
     * @param value any number
     * @return for example {@code "1,234"}, {@code "18.3"} or {@code "0.0123"}
     */
    static String brief(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        double size = Math.abs(value);
        if (size >= 1000) {
            return grouped(Math.round(value));
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(size >= 100 ? 4 : 3));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** A share in per cent. */
    static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    /** How many seeds a number is of. */
    static String seeds(int counted, int all) {
        return (counted == all ? "" : counted + " of ") + all + (all == 1 ? " seed" : " seeds");
    }

    /** With a capital letter. */
    static String sentence(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /**
     * A whole number in groups of three digits.
     *
     * @param value any number
     * @return for example {@code "13,872"}
     */
    public static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
