package org.transformerbench.data.arithmetic;

import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/** A sampler of integers below a bound; a pair of operands is encoded as such an integer. */
final class ProblemSampler {
    private final RandomGenerator random;

    ProblemSampler(RandomGenerator random) {
        this.random = random;
    }

    /** Draws with replacement. Returns the distinct values in random order. */
    long[] withReplacement(long bound, int draws) {
        return shuffled(sortedDistinct(drawn(bound, draws), bound));
    }

    /** Draws exactly {@code count} distinct values, {@code count <= bound}; all subsets and orders are equally likely. */
    long[] withoutReplacement(long bound, int count) {
        // With more than half wanted, drawing what to leave out meets fewer duplicates.
        return shuffled(
                count <= bound / 2
                        ? subset(bound, count)
                        : complement(Math.toIntExact(bound), subset(bound, Math.toIntExact(bound - count))));
    }

    /**
     * Draws a sorted subset. Redraws what was drawn twice; a round keeps at least about half, for {@code count <= bound / 2}.
     */
    private long[] subset(long bound, int count) {
        long[] chosen = sortedDistinct(drawn(bound, count), bound);
        while (chosen.length < count) {
            long[] more = drawn(bound, count - chosen.length);
            long[] both = Arrays.copyOf(chosen, count);
            System.arraycopy(more, 0, both, chosen.length, more.length);
            chosen = sortedDistinct(both, bound);
        }
        return chosen;
    }

    private static long[] complement(int bound, long[] sortedExcluded) {
        long[] rest = new long[bound - sortedExcluded.length];
        int excluded = 0;
        for (int value = 0, next = 0; value < bound; value++) {
            if (excluded < sortedExcluded.length && sortedExcluded[excluded] == value) {
                excluded++;
            } else {
                rest[next++] = value;
            }
        }
        return rest;
    }

    private long[] drawn(long bound, int draws) {
        long[] values = new long[draws];
        for (int i = 0; i < draws; i++) {
            values[i] = random.nextLong(bound);
        }
        return values;
    }

    private static long[] sortedDistinct(long[] values, long bound) {
        // One bit for each possible value is faster than sorting, while the bits take no more memory than the values.
        if (bound <= (long) Long.SIZE * values.length && bound <= Integer.MAX_VALUE) {
            BitSet found = new BitSet((int) bound);
            for (long value : values) {
                found.set((int) value);
            }
            long[] distinct = new long[found.cardinality()];
            int kept = 0;
            for (int value = found.nextSetBit(0); value >= 0; value = found.nextSetBit(value + 1)) {
                distinct[kept++] = value;
            }
            return distinct;
        }
        Arrays.sort(values);
        int kept = 0;
        for (int i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[i - 1]) {
                values[kept++] = values[i];
            }
        }
        return Arrays.copyOf(values, kept);
    }

    private long[] shuffled(long[] values) {
        for (int last = values.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            long value = values[last];
            values[last] = values[other];
            values[other] = value;
        }
        return values;
    }
}
