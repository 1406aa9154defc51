package org.transformerbench.data.arithmetic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Orders problems such that b+a and a+b are in the same part of the data. */
final class Twins {
    private final long operands;
    private final Deque<long[]> units = new ArrayDeque<>();
    private final List<Long> ordered = new ArrayList<>();

    private Twins(long[] shuffled, long operands) {
        this.operands = operands;
        Set<Long> all = new HashSet<>();
        for (long pair : shuffled) {
            all.add(pair);
        }
        Set<Long> placed = new HashSet<>();
        for (long pair : shuffled) {
            if (placed.add(pair)) {
                long twin = twin(pair);
                units.add(all.contains(twin) && placed.add(twin) ? new long[] {pair, twin} : new long[] {pair});
            }
        }
    }

    /**
     * @param shuffled distinct pairs of operands, each given as {@code left * operands + right}
     * @param operands how many there are
     * @param sizes of the first parts; the rest is the last part
     * @return the same pairs, part after part, else in the order in which they came; without a single one, for each of
     *     {@code sizes}, if there is no other way to make the part as large as it should be
     */
    static long[] together(long[] shuffled, long operands, int... sizes) {
        Twins twins = new Twins(shuffled, operands);
        for (int size : sizes) {
            twins.fill(size);
        }
        twins.fill(Integer.MAX_VALUE);
        return twins.ordered.stream().mapToLong(Long::longValue).toArray();
    }

    private long twin(long pair) {
        return pair % operands * operands + pair / operands;
    }

    /** A pair that does not fit any more is left for the next part, and a single one comes before it. */
    private void fill(int size) {
        int left = size;
        Iterator<long[]> candidates = units.iterator();
        while (left > 0 && candidates.hasNext()) {
            long[] unit = candidates.next();
            if (unit.length <= left) {
                for (long pair : unit) {
                    ordered.add(pair);
                }
                left -= unit.length;
                candidates.remove();
            }
        }
        if (left > 0 && !units.isEmpty()) {
            ordered.add(units.remove()[0]);
        }
    }
}
