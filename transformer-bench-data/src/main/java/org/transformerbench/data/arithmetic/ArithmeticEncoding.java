package org.transformerbench.data.arithmetic;

import org.transformerbench.api.DataException;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;

/**
 * How a problem is written: {@code left operator right = result |}. Operands and result are padded with zeros to fixed
 * widths, so that all texts of one encoding are equally long. A negative result is {@code m} and the magnitude, padded
 * to one digit less.
 *
 * <pre>{@code
 * Problem problem = new Problem(123, Operator.MINUS, 999);
 * String plain = new ArithmeticEncoding(3, 4, false).text(problem);     // 123-999=m876|
 * String reversed = new ArithmeticEncoding(3, 4, true).text(problem);   // 321-999=678m|
 * }</pre>
 *
 * @param operandWidth digits of each operand; 1 to 18
 * @param resultWidth digits of the result, a minus sign included; 1 to 19
 * @param reversed whether both operands and the result are each written back to front, least significant digit first
 */
public record ArithmeticEncoding(int operandWidth, int resultWidth, boolean reversed) {
    /** The symbols, ids 0 to 15; {@code .} is reserved. */
    public static final Vocabulary VOCABULARY = Vocabulary.of("0123456789.=+-m|");

    private static final char EQUALS = '=';
    private static final char MINUS = 'm';
    private static final char END = '|';

    public ArithmeticEncoding {
        Require.between("operandWidth", operandWidth, 1, 18);
        Require.between("resultWidth", resultWidth, 1, 19);
    }

    /**
     * The encoding in which every sum and difference of n-digit operands fits: the result has n + 1 digits.
     *
     * @param digits n; 1 to 18
     * @param reversed as for {@link #reversed()}
     * @return the encoding
     */
    public static ArithmeticEncoding ofDigits(int digits, boolean reversed) {
        return new ArithmeticEncoding(digits, digits + 1, reversed);
    }

    /**
     * The length of a prompt.
     *
     * @return characters up to and with {@code =}
     */
    public int promptLength() {
        return 2 * operandWidth + 2;
    }

    /**
     * The length of an answer.
     *
     * @return characters of the result and {@code |}
     */
    public int answerLength() {
        return resultWidth + 1;
    }

    /**
     * Writes a problem with its true result.
     *
     * @param problem the problem
     * @return {@link #promptLength()} + {@link #answerLength()} characters
     * @throws DataException if an operand or the result does not fit its width
     */
    public String text(Problem problem) {
        return prompt(problem) + answer(problem);
    }

    /**
     * Writes the question.
     *
     * @param problem the problem
     * @return both operands, the operator and {@code =}
     * @throws DataException if an operand does not fit
     */
    public String prompt(Problem problem) {
        return operand(problem, problem.left())
                + problem.operator().symbol()
                + operand(problem, problem.right())
                + EQUALS;
    }

    /**
     * Writes the true result.
     *
     * @param problem the problem
     * @return the result and {@code |}
     * @throws DataException if the result does not fit
     */
    public String answer(Problem problem) {
        long result = problem.result();
        String digits = Long.toString(Math.abs(result));
        int width = result < 0 ? resultWidth - 1 : resultWidth;
        if (digits.length() > width) {
            throw new DataException("The result " + result + " of " + problem + " does not fit resultWidth ("
                    + resultWidth + ")" + (result < 0 ? ", the minus sign included" : ""));
        }
        String padded = pad(digits, width);
        return directed(result < 0 ? MINUS + padded : padded) + END;
    }

    /**
     * Reads a problem and its result.
     *
     * @param text what {@link #text(Problem)} would write, save that the result may be wrong
     * @return the problem and the result as it stands there
     * @throws DataException if the text is not of this form
     */
    public Equation parse(String text) {
        int length = promptLength() + answerLength();
        if (text.length() != length) {
            throw new DataException("'" + Excerpt.of(text) + "' has " + text.length() + " characters; operandWidth ("
                    + operandWidth + ") and resultWidth (" + resultWidth + ") make " + length);
        }
        requireSymbol(text, promptLength() - 1, EQUALS);
        requireSymbol(text, length - 1, END);
        Operator operator = operatorOf(text);
        long left = number(text, 0, directed(text.substring(0, operandWidth)));
        String second = directed(text.substring(operandWidth + 1, promptLength() - 1));
        long right = number(text, operandWidth + 1, second);
        String result = directed(text.substring(promptLength(), length - 1));
        return new Equation(new Problem(left, operator, right), signed(text, promptLength(), result));
    }

    private String operand(Problem problem, long value) {
        String digits = Long.toString(value);
        if (digits.length() > operandWidth) {
            throw new DataException(
                    "The operand " + value + " of " + problem + " does not fit operandWidth (" + operandWidth + ")");
        }
        return directed(pad(digits, operandWidth));
    }

    private String directed(String number) {
        return reversed ? new StringBuilder(number).reverse().toString() : number;
    }

    private static String pad(String digits, int width) {
        return "0".repeat(width - digits.length()) + digits;
    }

    private Operator operatorOf(String text) {
        char symbol = text.charAt(operandWidth);
        for (Operator operator : Operator.values()) {
            if (operator.symbol() == symbol) {
                return operator;
            }
        }
        throw new DataException("'" + Excerpt.of(text) + "' has no operator at position " + operandWidth);
    }

    private static void requireSymbol(String text, int position, char symbol) {
        if (text.charAt(position) != symbol) {
            throw new DataException("'" + Excerpt.of(text) + "' must have '" + symbol + "' at position " + position);
        }
    }

    private static long signed(String text, int position, String result) {
        if (result.charAt(0) != MINUS) {
            return number(text, position, result);
        }
        long magnitude = number(text, position, result.substring(1));
        if (magnitude == 0) {
            throw new DataException("'" + text + "' states a negative zero at position " + position);
        }
        return -magnitude;
    }

    /**
     * @param position where the number begins in the text
     * @param digits the number, most significant digit first
     */
    private static long number(String text, int position, String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new DataException("'" + Excerpt.of(text) + "' has '" + Excerpt.of(digits)
                    + "' where a number is expected, at position " + position);
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new DataException(
                    "'" + text + "' has the number " + digits + ", which is too large, at position " + position, e);
        }
    }
}
