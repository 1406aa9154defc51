package org.transformerbench.models.kernel;

import org.transformerbench.api.SeedStreams;

/**
 * Dropout masks from a counter-based generator: each element depends on the seed, the place in the model, the step and its
 * index only, so that any trainer, in any order and on any number of threads, draws the same mask. The mixing function is
 * the two-round multiply-xorshift hash found by C. Wellons' search for 32-bit hash functions with low bias (skeeto/hash-prospector).
 */
public final class DropoutMask {
    /** First multiplier of the hash. */
    public static final int MULTIPLIER_1 = 0x21f0aaad;
    /** Second multiplier of the hash. */
    public static final int MULTIPLIER_2 = 0xd35a2d97;

    private DropoutMask() {}

    /**
     * The key of a mask.
     *
     * @param seeds the run's seed streams
     * @param site a name that is unique in the model
     * @param step the number of the step
     * @return 64 bits: the upper half enters before the hash, the lower half between its rounds
     */
    public static long key(SeedStreams seeds, String site, long step) {
        return SeedStreams.mix(seeds.key(SeedStreams.DROPOUT + "/" + site) + step);
    }

    /**
     * 31 random bits.
     *
     * @param key of {@link #key}
     * @param index of the element
     * @return a number in [0, 2^31)
     */
    public static int bits(long key, int index) {
        int x = index ^ (int) (key >>> 32);
        x ^= x >>> 16;
        x *= MULTIPLIER_1;
        x ^= x >>> 15;
        x += (int) key;
        x *= MULTIPLIER_2;
        x ^= x >>> 15;
        return x >>> 1;
    }

    /**
     * Elements with fewer bits than this are dropped.
     *
     * @param rate probability of zero
     * @return rate x 2^31
     */
    public static int threshold(float rate) {
        return (int) (rate * (double) (1L << 31));
    }

    /**
     * An element of the mask.
     *
     * @param key of {@link #key}
     * @param index of the element
     * @param rate probability of zero; in [0, 1)
     * @return 0 or 1 / (1 - rate)
     */
    public static float factor(long key, int index, float rate) {
        return bits(key, index) < threshold(rate) ? 0 : 1 / (1 - rate);
    }
}
