package org.transformerbench.data.arithmetic;

/**
 * A problem and a result that somebody claims for it, right or wrong.
 *
 * @param problem the problem
 * @param claimed the result as stated
 */
public record Equation(Problem problem, long claimed) {

    /**
     * Checks the claim.
     *
     * @return whether the claimed result is the true one
     */
    public boolean isTrue() {
        return claimed == problem.result();
    }
}
