package org.transformerbench.data.arithmetic;

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
     * Computes the result.
     *
     * @return the true result
     */
    public long result() {
        return operator.apply(left, right);
    }

    /** Returns the problem without padding, as in {@code 123+45}. */
    @Override
    public String toString() {
        return left + String.valueOf(operator.symbol()) + right;
    }
}
