package org.transformerbench.data.arithmetic;

/** The difficulty of a problem: the number of digits that carry, or borrow, into the next one. */
final class Carries {
    private static final int MAX_COLUMNS = 2 * ArithmeticConfig.MAX_DIGITS;

    private Carries() {}

    /** Counts the carries of a problem. For subtraction the smaller operand is taken from the larger, as one does on paper. */
    static int of(Problem problem) {
        return problem.operator() == Operator.TIMES
                ? ofProduct(problem.left(), problem.right())
                : ofSum(problem.operator() == Operator.PLUS, problem.left(), problem.right());
    }

    private static int ofSum(boolean plus, long left, long right) {
        long upper = plus ? left : Math.max(left, right);
        long lower = plus ? right : Math.min(left, right);
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

    /** Counts the columns that carry when all products of two digits are summed up by columns, the last digits first. */
    private static int ofProduct(long left, long right) {
        long[] columns = new long[MAX_COLUMNS];
        int leftPlace = 0;
        for (long leftRest = left; leftRest > 0; leftRest /= 10, leftPlace++) {
            int place = leftPlace;
            for (long rightRest = right; rightRest > 0; rightRest /= 10, place++) {
                columns[place] += leftRest % 10 * (rightRest % 10);
            }
        }
        int carries = 0;
        long carry = 0;
        for (long column : columns) {
            carry = (column + carry) / 10;
            carries += carry > 0 ? 1 : 0;
        }
        return carries;
    }
}
