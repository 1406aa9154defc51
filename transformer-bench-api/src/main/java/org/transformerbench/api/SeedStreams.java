package org.transformerbench.api;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Independent, named random number streams that are all derived from one seed. What one consumer draws changes nothing for
 * another, so that the data does not depend on the model, nor the batches on how often is evaluated.
 *
 * @param seed any value
 */
public record SeedStreams(long seed) {
    /** The stream of initial parameter values. */
    public static final String INIT = "init";
    /** The stream of generated data and its split. */
    public static final String DATA = "data";
    /** The stream of the order in which examples enter batches. */
    public static final String ORDER = "order";
    /** The stream of dropout masks. */
    public static final String DROPOUT = "dropout";

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /**
     * Opens a stream at its beginning.
     *
     * @param name the stream; a consumer may refine a name, as in {@code "init/wte.weight"}
     * @return a generator that yields the same numbers for the same seed and name
     */
    public RandomGenerator stream(String name) {
        return new SplittableRandom(key(name));
    }

    /**
     * Returns a 64-bit key for counter-based generators.
     *
     * @param name the stream
     * @return a value that depends on the seed and every character of the name
     */
    public long key(String name) {
        long hash = FNV_OFFSET;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return mix(mix(seed + GOLDEN_GAMMA) ^ hash);
    }

    /**
     * Applies the finaliser of SplitMix64: a bijection in which each bit of the input changes about half of the output's bits.
     * Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014 (variant 13 of Stafford).
     *
     * @param value any value
     * @return the mixed value
     */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
