package org.transformerbench.examples.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Number formats that are the same in every locale. */
public final class Numbers {
    private Numbers() {}

    /**
     * Formats a number with a fixed number of decimals.
     *
     * @param value any number
     * @param decimals at least 0
     * @return for example {@code "0.1235"}
     */
    public static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /**
     * Formats a number with about four significant digits.
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

    /** Formats a share in per cent, with four digits at most. */
    static String percent(double share) {
        BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2).round(new MathContext(4));
        return percent.stripTrailingZeros().toPlainString() + " %";
    }

    /** Formats how many seeds a number comes from. */
    static String seeds(int counted, int all) {
        return (counted == all ? "" : counted + " of ") + all + (all == 1 ? " seed" : " seeds");
    }

    /** Capitalises the first letter. */
    static String sentence(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /**
     * Formats an integer in groups of three digits.
     *
     * @param value any number
     * @return for example {@code "13,872"}
     */
    public static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
