package org.transformerbench.data.arithmetic;

import java.math.BigInteger;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.Excerpt;

/** A parser of one text of an {@link ArithmeticEncoding}. */
final class EquationParser {
    private final ArithmeticEncoding encoding;
    private final String text;

    EquationParser(ArithmeticEncoding encoding, String text) {
        this.encoding = encoding;
        this.text = text;
    }

    Equation equation() {
        requireLength();
        int operatorAt = operatorPosition();
        int equalsAt = encoding.padded()
                ? encoding.promptLength() - 1
                : Math.max(text.indexOf(ArithmeticEncoding.EQUALS, operatorAt), operatorAt);
        requireSymbol(equalsAt, ArithmeticEncoding.EQUALS);
        requireSymbol(text.length() - 1, ArithmeticEncoding.END);
        long left = operand(0, operatorAt, encoding.leftWidth());
        long right = operand(operatorAt + 1, equalsAt, encoding.rightWidth());
        return new Equation(new Problem(left, operator(operatorAt), right), result(equalsAt + 1));
    }

    private void requireLength() {
        boolean fits = encoding.padded() ? text.length() == encoding.length() : text.length() <= encoding.length();
        if (!fits) {
            throw new DataException("'" + Excerpt.of(text) + "' has " + text.length() + " characters; leftWidth ("
                    + encoding.leftWidth() + "), rightWidth (" + encoding.rightWidth() + ") and resultWidth ("
                    + encoding.resultWidth() + ") make " + (encoding.padded() ? "" : "at most ") + encoding.length());
        }
    }

    private int operatorPosition() {
        int at = encoding.leftWidth();
        if (!encoding.padded()) {
            at = 0;
            while (at < text.length() && operator(at) == null) {
                at++;
            }
        }
        if (at >= text.length() || operator(at) == null) {
            throw new DataException(
                    "'" + Excerpt.of(text) + "' has no operator" + (encoding.padded() ? " at position " + at : ""));
        }
        return at;
    }

    /** Returns the operator at a position, or null if something else is there. */
    private Operator operator(int at) {
        for (Operator operator : Operator.values()) {
            if (operator.symbol() == text.charAt(at)) {
                return operator;
            }
        }
        return null;
    }

    private void requireSymbol(int position, char symbol) {
        if (text.charAt(position) != symbol) {
            throw new DataException("'" + Excerpt.of(text) + "' must have '" + symbol + "' at position " + position);
        }
    }

    private long operand(int from, int to, int width) {
        if (to - from > width) {
            throw wrongNumber(from, text.substring(from, to));
        }
        return number(from, directed(text.substring(from, to), encoding.reversedOperands()))
                .longValueExact();
    }

    private BigInteger result(int from) {
        String digits = directed(text.substring(from, text.length() - 1), encoding.reversedResult());
        if (digits.length() > encoding.resultWidth()) {
            throw wrongNumber(from, digits);
        }
        if (digits.isEmpty() || digits.charAt(0) != ArithmeticEncoding.MINUS) {
            return number(from, digits);
        }
        BigInteger magnitude = number(from, digits.substring(1));
        if (magnitude.signum() == 0) {
            throw new DataException("'" + Excerpt.of(text) + "' states a negative zero at position " + from);
        }
        return magnitude.negate();
    }

    private static String directed(String number, boolean reversed) {
        return reversed ? new StringBuilder(number).reverse().toString() : number;
    }

    /**
     * Parses a number.
     *
     * @param from where it begins in the text
     * @param digits most significant digit first
     */
    private BigInteger number(int from, String digits) {
        boolean zerosOnTheLeft = !encoding.padded() && digits.length() > 1 && digits.charAt(0) == '0';
        if (digits.isEmpty() || zerosOnTheLeft || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrongNumber(from, digits);
        }
        return new BigInteger(digits);
    }

    private DataException wrongNumber(int from, String digits) {
        return new DataException("'" + Excerpt.of(text) + "' has '" + Excerpt.of(digits)
                + "' where a number is expected, at position " + from);
    }
}
