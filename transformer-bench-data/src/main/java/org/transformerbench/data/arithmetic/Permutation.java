package org.transformerbench.data.arithmetic;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A pseudo-random permutation of the numbers from 0 to before a size, computed number by number. It is a Feistel network whose
 * numbers are walked along their cycle until they are small enough. Source: Black and Rogaway, "Ciphers with Arbitrary Finite
 * Domains", CT-RSA 2002.
 */
final class Permutation {
    private static final int ROUNDS = 6;

    private final long size;
    private final int halfBits;
    private final long[] keys;

    /**
     * Draws a permutation.
     *
     * @param size 1 to 2^62
     */
    Permutation(long size, RandomGenerator random) {
        this.size = size;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
        this.halfBits = Math.max(1, (bits + 1) / 2);
        this.keys = random.longs(ROUNDS).toArray();
    }

    /**
     * Returns where a number goes.
     *
     * @param number 0 to before the size
     * @param tweak chooses one of many permutations
     */
    long of(long number, long tweak) {
        long at = number;
        do {
            at = encrypt(at, tweak);
        } while (at >= size);
        return at;
    }

    private long encrypt(long number, long tweak) {
        long mask = (1L << halfBits) - 1;
        long left = number >>> halfBits;
        long right = number & mask;
        for (long key : keys) {
            long next = left ^ mix(mix(tweak ^ key) + right) & mask;
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }

    /**
     * Mixes the bits of a number. Source: variant 13 of Stafford, "Better Bit Mixing - Improving on MurmurHash3's 64-bit
     * Finalizer", as in {@link java.util.SplittableRandom}.
     */
    static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    @Override
    public String toString() {
        return "permutation of " + size + " by " + Arrays.toString(keys);
    }
}
