package org.transformerbench.data.arithmetic;

import java.math.BigInteger;

/**
 * A problem with a claimed result, right or wrong.
 *
 * @param problem the problem
 * @param claimed the result as stated
 */
public record Equation(Problem problem, BigInteger claimed) {

    /**
     * Creates an equation with a result that fits a {@code long}.
     *
     * @param problem the problem
     * @param claimed the result as stated
     */
    public Equation(Problem problem, long claimed) {
        this(problem, BigInteger.valueOf(claimed));
    }

    /**
     * Returns whether the claimed result is correct.
     *
     * @return whether the claimed result is the true one
     */
    public boolean isTrue() {
        return claimed.equals(problem.result());
    }
}
