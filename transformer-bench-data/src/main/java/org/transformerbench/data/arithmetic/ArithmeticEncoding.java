package org.transformerbench.data.arithmetic;

import org.transformerbench.api.DataException;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;

/**
 * The text format of a problem: {@code left operator right = result |}. Operands and result are padded with zeros to fixed
 * widths, so that all texts of one encoding are equally long. A negative result is {@code m} and the magnitude, padded to one
 * digit less.
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
    private static final String SYMBOLS = "0123456789.=+-m|";

    /** The symbols, ids 0 to 15; {@code .} is reserved. */
    public static final Vocabulary VOCABULARY = Vocabulary.of(SYMBOLS);

    private static final char EQUALS = '=';
    private static final char MINUS = 'm';
    private static final char END = '|';

    public ArithmeticEncoding {
        Require.between("operandWidth", operandWidth, 1, 18);
        Require.between("resultWidth", resultWidth, 1, 19);
    }

    /**
     * Returns the encoding for n-digit operands, whose results have n + 1 digits.
     *
     * @param digits n; 1 to 18
     * @param reversed as for {@link #reversed()}
     * @return the encoding
     */
    public static ArithmeticEncoding ofDigits(int digits, boolean reversed) {
        return new ArithmeticEncoding(digits, digits + 1, reversed);
    }

    /**
     * Returns the length of a prompt.
     *
     * @return characters up to and with {@code =}
     */
    public int promptLength() {
        return 2 * operandWidth + 2;
    }

    /**
     * Returns the length of an answer.
     *
     * @return characters of the result and {@code |}
     */
    public int answerLength() {
        return resultWidth + 1;
    }

    /**
     * Encodes a problem with its true result as text.
     *
     * @param problem the problem
     * @return {@link #promptLength()} + {@link #answerLength()} characters
     * @throws DataException if an operand or the result does not fit its width
     */
    public String text(Problem problem) {
        byte[] ids = new byte[promptLength() + answerLength()];
        writePrompt(problem, ids, 0);
        writeAnswer(problem, ids, promptLength());
        return text(ids);
    }

    /**
     * Encodes the question.
     *
     * @param problem the problem
     * @return both operands, the operator and {@code =}
     * @throws DataException if an operand does not fit
     */
    public String prompt(Problem problem) {
        byte[] ids = new byte[promptLength()];
        writePrompt(problem, ids, 0);
        return text(ids);
    }

    /** Writes the ids of {@link #prompt} without creating an object per problem. */
    void writePrompt(Problem problem, byte[] ids, int at) {
        writeOperand(problem, problem.left(), ids, at);
        ids[at + operandWidth] = id(problem.operator().symbol());
        writeOperand(problem, problem.right(), ids, at + operandWidth + 1);
        ids[at + promptLength() - 1] = id(EQUALS);
    }

    /**
     * Encodes the true result.
     *
     * @param problem the problem
     * @return the result and {@code |}
     * @throws DataException if the result does not fit
     */
    public String answer(Problem problem) {
        byte[] ids = new byte[answerLength()];
        writeAnswer(problem, ids, 0);
        return text(ids);
    }

    /** Writes the ids of {@link #answer} without creating an object per problem. */
    void writeAnswer(Problem problem, byte[] ids, int at) {
        long result = problem.result();
        int sign = result < 0 ? 1 : 0;
        boolean fits = writeNumber(Math.abs(result), ids, at, resultWidth, sign);
        if (!fits) {
            throw new DataException("The result " + result + " of " + problem + " does not fit resultWidth ("
                    + resultWidth + ")" + (result < 0 ? ", the minus sign included" : ""));
        }
        ids[at + resultWidth] = id(END);
    }

    /**
     * Parses a problem and its result.
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

    private void writeOperand(Problem problem, long value, byte[] ids, int at) {
        if (!writeNumber(value, ids, at, operandWidth, 0)) {
            throw new DataException(
                    "The operand " + value + " of " + problem + " does not fit operandWidth (" + operandWidth + ")");
        }
    }

    /**
     * Writes digits, which are their own ids, in this encoding's digit order.
     *
     * @param width of the field
     * @param sign 1 for a minus sign before the most significant digit, else 0
     * @return whether the number fits
     */
    private boolean writeNumber(long number, byte[] ids, int at, int width, int sign) {
        int step = reversed ? 1 : -1;
        int place = reversed ? at : at + width - 1;
        long rest = number;
        for (int digit = 0; digit < width - sign; digit++) {
            ids[place] = (byte) (rest % 10);
            rest /= 10;
            place += step;
        }
        if (sign == 1 && width > 0) {
            ids[place] = id(MINUS);
        }
        return rest == 0 && width > sign;
    }

    private static byte id(char symbol) {
        return (byte) SYMBOLS.indexOf(symbol);
    }

    private static String text(byte[] ids) {
        StringBuilder text = new StringBuilder(ids.length);
        for (byte id : ids) {
            text.append(SYMBOLS.charAt(id));
        }
        return text.toString();
    }

    private String directed(String number) {
        return reversed ? new StringBuilder(number).reverse().toString() : number;
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
     * Parses a number.
     *
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
