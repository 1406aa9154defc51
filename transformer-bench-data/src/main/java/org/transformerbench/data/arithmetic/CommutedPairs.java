package org.transformerbench.data.arithmetic;

import java.util.Arrays;

/** An ordering of problems in which b+a and a+b fall into the same part of the data. */
final class CommutedPairs {
    private static final long NONE = -1;

    private final long lefts;
    private final long rights;
    /** Pairs in an open-addressed hash table, each stored plus one; zero marks a free slot. */
    private final long[] table;

    /**
     * The first pair of each unit; a unit is a pair and its commuted pair, or a pair without one. A unit of two is placed by the one
     * with the smaller number: placed by the one that came first, it would come early twice as often as a unit of one, and test data
     * would hold more commuted pairs than training data.
     */
    private final long[] firsts;

    private final long[] seconds;
    private int units;
    private final boolean[] taken;
    private final long[] ordered;
    private int count;

    private CommutedPairs(long[] shuffled, long lefts, long rights) {
        this.lefts = lefts;
        this.rights = rights;
        this.table = new long[2 * Integer.highestOneBit(2 * shuffled.length + 1)];
        this.firsts = new long[shuffled.length];
        this.seconds = new long[shuffled.length];
        this.ordered = new long[shuffled.length];
        for (long pair : shuffled) {
            table[place(pair)] = pair + 1;
        }
        for (long pair : shuffled) {
            boolean hasCommuted = canCommute(pair) && commuted(pair) != pair && table[place(commuted(pair))] != 0;
            if (!hasCommuted || pair < commuted(pair)) {
                firsts[units] = pair;
                seconds[units++] = hasCommuted ? commuted(pair) : NONE;
            }
        }
        this.taken = new boolean[units];
    }

    /** Finds the slot of a pair in the table, or the free one for it. */
    private int place(long pair) {
        int mask = table.length - 1;
        // Multiplicative hashing; source: Knuth, "The Art of Computer Programming", volume 3, 6.4.
        int at = (int) (pair * 0x9E3779B97F4A7C15L >>> Integer.SIZE) & mask;
        while (table[at] != 0 && table[at] != pair + 1) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /**
     * Orders pairs such that each part of the data holds whole units.
     *
     * @param shuffled distinct pairs of operands, each given as {@code left * rights + right}
     * @param lefts how many left operands there are
     * @param rights how many right operands there are
     * @param sizes of the first parts; the rest is the last part
     * @return the same pairs, part after part, else in the order in which they came, commuted pairs one after the other; without a
     *     single one, for each of
     *     {@code sizes}, if there is no other way to make the part as large as it should be
     */
    static long[] together(long[] shuffled, long lefts, long rights, int... sizes) {
        CommutedPairs pairs = new CommutedPairs(shuffled, lefts, rights);
        for (int size : sizes) {
            pairs.fill(size);
        }
        pairs.fill(Integer.MAX_VALUE);
        return Arrays.copyOf(pairs.ordered, pairs.count);
    }

    /** Returns whether each operand has a number of digits that the other one may have. */
    private boolean canCommute(long pair) {
        return pair / rights < rights && pair % rights < lefts;
    }

    private long commuted(long pair) {
        return pair % rights * rights + pair / rights;
    }

    /**
     * Fills one part with units. A pair that does not fit any more is left for the next part, and a single one comes before it.
     */
    private void fill(int size) {
        int left = size;
        int firstLeft = units;
        for (int unit = 0; left > 0 && unit < units; unit++) {
            boolean isPair = seconds[unit] != NONE;
            if (!taken[unit] && (!isPair || left > 1)) {
                taken[unit] = true;
                ordered[count++] = firsts[unit];
                if (isPair) {
                    ordered[count++] = seconds[unit];
                }
                left -= isPair ? 2 : 1;
            } else if (!taken[unit]) {
                firstLeft = Math.min(firstLeft, unit);
            }
        }
        if (left > 0 && firstLeft < units) {
            taken[firstLeft] = true;
            ordered[count++] = firsts[firstLeft];
        }
    }
}
