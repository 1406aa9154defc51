package org.transformerbench.data.arithmetic;

/**
 * All problems of one operator whose operands have at most so many digits.
 *
 * @param operator the operator
 * @param leftDigits of the left operand; 1 to 18
 * @param rightDigits of the right operand; 1 to 18
 */
record ProblemRange(Operator operator, int leftDigits, int rightDigits) {
    /** Digits of both operands together with which each pair has a number that fits a {@code long}. */
    private static final int NUMBERED_DIGITS = 18;

    /** Returns the number of numbers with at most this many digits. */
    static long numbers(int digits) {
        long numbers = 1;
        for (int digit = 0; digit < digits; digit++) {
            numbers *= 10;
        }
        return numbers;
    }

    /** Returns the number of problems, or the largest {@code long} if they are more than 10^18. */
    static long pairs(int leftDigits, int rightDigits) {
        return isNumbered(leftDigits, rightDigits) ? numbers(leftDigits + rightDigits) : Long.MAX_VALUE;
    }

    /** Returns whether {@link #problem} knows all problems of such a range. */
    static boolean isNumbered(int leftDigits, int rightDigits) {
        return leftDigits + rightDigits <= NUMBERED_DIGITS;
    }

    long lefts() {
        return numbers(leftDigits);
    }

    long rights() {
        return numbers(rightDigits);
    }

    /** Returns a problem by its number, {@code left * rights + right}. */
    Problem problem(long pair) {
        long rights = rights();
        return new Problem(pair / rights, operator, pair % rights);
    }
}
