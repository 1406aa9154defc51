package org.transformerbench.examples.report;

import java.math.BigDecimal;
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
     * A whole number in groups of three digits.
     *
     * @param value any number
     * @return for example {@code "13,872"}
     */
    public static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /**
     * A learning rate as people write it.
     *
     * @param value above 0
     * @return for example {@code "1e-3"}, or {@code "0.5"} from 0.1 to 1000
     */
    public static String learningRate(double value) {
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (value >= 0.1 && value <= 1000) {
            return exact.toPlainString();
        }
        int exponent = exact.precision() - exact.scale() - 1;
        return exact.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
