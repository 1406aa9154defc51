package org.transformerbench.data.arithmetic;

import java.math.BigInteger;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Require;

/**
 * The text format of a problem: {@code left operator right = result |}. Operands and result are padded with zeros to fixed
 * widths, so that all texts of one encoding are equally long; or not, and then the widths are the most that a text may have. A
 * negative result is {@code m} and the magnitude, padded to one digit less.
 *
 * <pre>{@code
 * Problem problem = new Problem(123, Operator.MINUS, 999);
 * String plain = new ArithmeticEncoding(3, 4, false).text(problem);     // 123-999=m876|
 * String reversed = new ArithmeticEncoding(3, 4, true).text(problem);   // 321-999=678m|
 * }</pre>
 *
 * @param leftWidth digits of the left operand; 1 to 18
 * @param rightWidth digits of the right operand; 1 to 18
 * @param resultWidth digits of the result, a minus sign included; 1 to 36
 * @param reversedOperands whether each operand is written back to front, least significant digit first
 * @param reversedResult whether the result is written back to front
 * @param padded whether numbers are padded with zeros to their widths
 */
public record ArithmeticEncoding(
        int leftWidth,
        int rightWidth,
        int resultWidth,
        boolean reversedOperands,
        boolean reversedResult,
        boolean padded) {
    private static final String SYMBOLS = "0123456789.=+-m|*";
    private static final int SYMBOLS_WITHOUT_TIMES = 16;

    /** The symbols of addition and subtraction, ids 0 to 15; {@code .} pads rows where numbers are not padded. */
    public static final Vocabulary VOCABULARY = Vocabulary.of(SYMBOLS.substring(0, SYMBOLS_WITHOUT_TIMES));

    private static final Vocabulary VOCABULARY_OF_TIMES = Vocabulary.of(SYMBOLS);

    static final char EQUALS = '=';
    static final char MINUS = 'm';
    static final char END = '|';
    /** The symbol that stands in no text. */
    private static final char PADDING = '.';

    /** The padding of rows whose lengths differ only by how much of the answer they hold. */
    private static final int PADDING_OF_EQUAL_LENGTHS = 0;

    /** A number of any length is written as two halves of so many digits. */
    private static final int DIGITS_OF_HALF = 18;

    private static final long HALF = 1_000_000_000_000_000_000L;

    public ArithmeticEncoding {
        Require.between("leftWidth", leftWidth, 1, ArithmeticConfig.MAX_DIGITS);
        Require.between("rightWidth", rightWidth, 1, ArithmeticConfig.MAX_DIGITS);
        Require.between("resultWidth", resultWidth, 1, 2 * ArithmeticConfig.MAX_DIGITS);
    }

    /**
     * Creates a padded encoding with one width of both operands, and one order of digits.
     *
     * @param operandWidth digits of each operand; 1 to 18
     * @param resultWidth digits of the result, a minus sign included; 1 to 36
     * @param reversed whether both operands and the result are each written back to front
     */
    public ArithmeticEncoding(int operandWidth, int resultWidth, boolean reversed) {
        this(operandWidth, operandWidth, resultWidth, reversed, reversed, true);
    }

    /**
     * Returns the padded encoding for sums and differences of n-digit operands, which have n + 1 digits.
     *
     * @param digits n; 1 to 18
     * @param reversed whether both operands and the result are each written back to front
     * @return the encoding
     */
    public static ArithmeticEncoding ofDigits(int digits, boolean reversed) {
        return new ArithmeticEncoding(digits, digits + 1, reversed);
    }

    /**
     * Returns the symbols of an operator's problems.
     *
     * @param operator the operator
     * @return {@link #VOCABULARY}, and {@code *} after it for multiplication
     */
    public static Vocabulary vocabulary(Operator operator) {
        return operator == Operator.TIMES ? VOCABULARY_OF_TIMES : VOCABULARY;
    }

    /**
     * Returns the length of a prompt.
     *
     * @return characters up to and with {@code =}; at most so many if numbers are not padded
     */
    public int promptLength() {
        return leftWidth + rightWidth + 2;
    }

    /**
     * Returns the length of an answer.
     *
     * @return characters of the result and {@code |}; at most so many if numbers are not padded
     */
    public int answerLength() {
        return resultWidth + 1;
    }

    /**
     * Returns the length of a text.
     *
     * @return {@link #promptLength()} + {@link #answerLength()}
     */
    public int length() {
        return promptLength() + answerLength();
    }

    /**
     * Encodes a problem with its true result as text.
     *
     * @param problem the problem
     * @return prompt and answer
     * @throws DataException if an operand or the result does not fit its width
     */
    public String text(Problem problem) {
        byte[] ids = new byte[length()];
        int prompt = writePrompt(problem, ids, 0);
        return text(ids, prompt + writeAnswer(problem, ids, prompt));
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
        return text(ids, writePrompt(problem, ids, 0));
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
        return text(ids, writeAnswer(problem, ids, 0));
    }

    /**
     * Parses a problem and its result.
     *
     * @param text what {@link #text(Problem)} would write, save that the result may be wrong
     * @return the problem and the result as it stands there
     * @throws DataException if the text is not of this form
     */
    public Equation parse(String text) {
        return new EquationParser(this, text).equation();
    }

    /** Returns the id that fills a row. */
    int padToken() {
        return padded ? PADDING_OF_EQUAL_LENGTHS : id(PADDING);
    }

    /** Writes the ids of {@link #prompt} without creating an object per problem, and returns how many they are. */
    int writePrompt(Problem problem, byte[] ids, int at) {
        int end = at + writeOperand(problem, problem.left(), "leftWidth", leftWidth, ids, at);
        ids[end++] = id(problem.operator().symbol());
        end += writeOperand(problem, problem.right(), "rightWidth", rightWidth, ids, end);
        ids[end++] = id(EQUALS);
        return end - at;
    }

    /** Writes the ids of {@link #answer} without creating an object per problem, and returns how many they are. */
    int writeAnswer(Problem problem, byte[] ids, int at) {
        int written = fitsLong(problem) ? writeShort(problem, ids, at) : writeLong(problem, ids, at);
        ids[at + written] = id(END);
        return written + 1;
    }

    private static boolean fitsLong(Problem problem) {
        return problem.operator() != Operator.TIMES
                || Math.multiplyHigh(problem.left(), problem.right()) == 0 && problem.left() * problem.right() >= 0;
    }

    private int writeShort(Problem problem, byte[] ids, int at) {
        long result = problem.operator().apply(problem.left(), problem.right());
        long magnitude = Math.abs(result);
        return writeResult(problem, result < 0 ? 1 : 0, magnitude / HALF, magnitude % HALF, ids, at);
    }

    private int writeLong(Problem problem, byte[] ids, int at) {
        BigInteger[] halves = problem.result().divideAndRemainder(BigInteger.valueOf(HALF));
        return writeResult(problem, 0, halves[0].longValueExact(), halves[1].longValueExact(), ids, at);
    }

    private int writeResult(Problem problem, int sign, long high, long low, byte[] ids, int at) {
        int digits = (padded ? resultWidth : digits(high, low) + sign) - sign;
        boolean fits = digits + sign <= resultWidth
                && digits > 0
                && writeDigits(high, low, digits, reversedResult, ids, at + (reversedResult ? 0 : sign));
        if (!fits) {
            throw new DataException("The result " + problem.result() + " of " + problem + " does not fit resultWidth ("
                    + resultWidth + ")" + (sign == 1 ? ", the minus sign included" : ""));
        }
        if (sign == 1) {
            ids[reversedResult ? at + digits : at] = id(MINUS);
        }
        return digits + sign;
    }

    private int writeOperand(Problem problem, long value, String name, int width, byte[] ids, int at) {
        int digits = padded ? width : digits(0, value);
        if (digits > width || !writeDigits(0, value, digits, reversedOperands, ids, at)) {
            throw new DataException(
                    "The operand " + value + " of " + problem + " does not fit " + name + " (" + width + ")");
        }
        return digits;
    }

    /** Returns the number of digits that a number has without zeros on the left. */
    private static int digits(long high, long low) {
        int digits = 1;
        for (long rest = high > 0 ? high : low / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return high > 0 ? digits - 1 + DIGITS_OF_HALF : digits;
    }

    /**
     * Writes digits, which are their own ids.
     *
     * @param high the digits before the last 18
     * @param low the last 18 digits
     * @param count how many to write; zeros are written where the number has fewer
     * @return whether the number fits
     */
    private static boolean writeDigits(long high, long low, int count, boolean reversed, byte[] ids, int at) {
        int step = reversed ? 1 : -1;
        int place = reversed ? at : at + count - 1;
        long rest = low;
        for (int digit = 0; digit < count; digit++) {
            if (digit == DIGITS_OF_HALF) {
                rest = high;
            }
            ids[place] = (byte) (rest % 10);
            rest /= 10;
            place += step;
        }
        return rest == 0 && (high == 0 || count > DIGITS_OF_HALF);
    }

    static byte id(char symbol) {
        return (byte) SYMBOLS.indexOf(symbol);
    }

    private static String text(byte[] ids, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(SYMBOLS.charAt(ids[i]));
        }
        return text.toString();
    }
}
