package org.transformerbench.data.arithmetic;

import java.math.BigInteger;
import org.transformerbench.api.config.Require;

/**
 * An arithmetic problem.
 *
 * @param left the first operand; 0 to 10<sup>18</sup> - 1
 * @param operator what to do
 * @param right the second operand; 0 to 10<sup>18</sup> - 1
 */
public record Problem(long left, Operator operator, long right) {
    private static final long LARGEST_OPERAND = 999_999_999_999_999_999L;

    public Problem {
        Require.that(operator != null, "operator", null, "must be given");
        Require.between("left", left, 0, LARGEST_OPERAND);
        Require.between("right", right, 0, LARGEST_OPERAND);
    }

    /**
     * Parses a problem as people write it: {@code 272+926=}, {@code 12 - 345}. White space, zeros on the left, and {@code =} and
     * {@code ?} at the end have no effect.
     *
     * @param text two numbers with {@code +}, {@code -} or {@code *} between them
     * @return the problem
     * @throws org.transformerbench.api.config.ConfigException if the text is no problem; the message names the first character
     *     that does not belong there
     */
    public static Problem parse(String text) {
        return ProblemParser.parse(text);
    }

    /**
     * Computes the result.
     *
     * @return the true result
     */
    public BigInteger result() {
        return operator == Operator.TIMES
                ? BigInteger.valueOf(left).multiply(BigInteger.valueOf(right))
                : BigInteger.valueOf(operator.apply(left, right));
    }

    /** Returns the problem without padding, as in {@code 123+45}. */
    @Override
    public String toString() {
        return left + String.valueOf(operator.symbol()) + right;
    }
}
