package org.transformerbench.data.arithmetic;

/** The difficulty of a problem: the number of digits that carry, or borrow, into the next one. */
final class Carries {
    private Carries() {}

    /** Counts the carries of a problem. For subtraction the smaller operand is taken from the larger, as one does on paper. */
    static int of(Problem problem) {
        boolean plus = problem.operator() == Operator.PLUS;
        long upper = plus ? problem.left() : Math.max(problem.left(), problem.right());
        long lower = plus ? problem.right() : Math.min(problem.left(), problem.right());
        int carries = 0;
        long carry = 0;
        while (upper > 0 || lower > 0) {
            long column = plus ? upper % 10 + lower % 10 + carry : upper % 10 - lower % 10 - carry;
            carry = column > 9 || column < 0 ? 1 : 0;
            carries += (int) carry;
            upper /= 10;
            lower /= 10;
        }
        return carries;
    }
}
