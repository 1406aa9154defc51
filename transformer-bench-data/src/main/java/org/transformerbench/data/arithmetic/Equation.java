package org.transformerbench.data.arithmetic;

/**
 * A problem with a claimed result, right or wrong.
 *
 * @param problem the problem
 * @param claimed the result as stated
 */
public record Equation(Problem problem, long claimed) {

    /**
     * Returns whether the claimed result is correct.
     *
     * @return whether the claimed result is the true one
     */
    public boolean isTrue() {
        return claimed == problem.result();
    }
}
