package org.transformerbench.data.arithmetic;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * All problems of a range in a pseudo-random order, computed problem by problem: no two indices give the same problem, and, if
 * that is asked for, no two give a problem and its commuted one either. So parts that are cut from this order have nothing in
 * common, however large the range is, and nothing of it is held. Each problem is as likely as any other at each index.
 *
 * <p>The pairs are laid out as a grid, on which rows and columns are permuted in turn. Where of a problem and its commuted one only
 * one may stand, the grid has half of all problems. Let a be below m and b below n, with m even and m &lt;= n. Among the operands
 * below m, number a has m - a - 1 larger ones, and m - 1 - a has a: together m - 1 pairs, whatever a is, of which each stands in one
 * of its two orders. They make up one row of the grid with one of the two problems that double a or m - 1 - a, and, for each b from m
 * on, which has no commuted problem, with one of the two that join it with these; which one it is, is left to chance.
 */
final class PermutedProblems {
    private static final int PASSES = 2;

    private final ProblemRange range;
    private final boolean ordered;
    private final boolean leftIsShorter;
    /** The numbers of the shorter operand, m, and of the longer one, n. */
    private final long fewer;

    private final long more;
    private final long rows;
    private final long columns;
    private final Permutation[] ofColumns = new Permutation[PASSES];
    private final long[] rowKeys;
    private final long orderKey;

    /**
     * Draws an order.
     *
     * @param ordered whether a problem and its commuted one may both stand; otherwise there is half of all problems
     */
    PermutedProblems(ProblemRange range, boolean ordered, RandomGenerator random) {
        this.range = range;
        this.ordered = ordered;
        this.leftIsShorter = range.lefts() <= range.rights();
        this.fewer = Math.min(range.lefts(), range.rights());
        this.more = Math.max(range.lefts(), range.rights());
        this.rows = ordered ? fewer : fewer / 2;
        this.columns = more;
        for (int pass = 0; pass < PASSES; pass++) {
            ofColumns[pass] = new Permutation(columns, random);
        }
        this.rowKeys = random.longs(PASSES).toArray();
        this.orderKey = random.nextLong();
    }

    /** Returns the number of problems, or the largest {@code long} if there are more. */
    long count() {
        return Math.multiplyHigh(rows, columns) == 0 && rows * columns > 0 ? rows * columns : Long.MAX_VALUE;
    }

    /**
     * Returns a problem.
     *
     * @param index 0 to before {@link #count()}
     */
    Problem problem(long index) {
        long row = index / columns;
        long column = index % columns;
        for (int pass = 0; pass < PASSES; pass++) {
            column = ofColumns[pass].of(column, row);
            row = (row + Long.remainderUnsigned(Permutation.mix(column ^ rowKeys[pass]), rows)) % rows;
        }
        return ordered ? of(row, column, false) : unordered(row, column);
    }

    private Problem unordered(long row, long column) {
        long partner = fewer - 1 - row;
        if (column == 0 || column >= fewer) {
            long operand = chance(row, column) ? row : partner;
            return of(operand, column == 0 ? operand : column, false);
        }
        // A row has as many larger operands as its partner's number says.
        long small = column <= partner ? row : partner;
        long large = column <= partner ? row + column : column;
        return of(small, large, chance(small, large));
    }

    private boolean chance(long one, long other) {
        return (Permutation.mix(one ^ Permutation.mix(other ^ orderKey)) & 1) == 1;
    }

    /** Returns the problem with the first number as the shorter operand, or as the other one if they are swapped. */
    private Problem of(long ofShorter, long ofLonger, boolean swapped) {
        boolean shorterIsLeft = leftIsShorter != swapped;
        return new Problem(
                shorterIsLeft ? ofShorter : ofLonger, range.operator(), shorterIsLeft ? ofLonger : ofShorter);
    }

    /** Returns what the order follows from. */
    String definition() {
        return range
                + (ordered ? ", ordered pairs, " : ", unordered pairs, ")
                + Arrays.toString(ofColumns)
                + Arrays.toString(rowKeys)
                + orderKey;
    }
}
