package org.transformerbench.models.compiler.rows;

import org.transformerbench.models.kernel.Kernels;

/**
 * The keys and values of a decoder's sequences. A head of a sequence has arrays of its own, in the layouts that the products
 * with queries and weights read: keys transposed, one column per position; values one row per position.
 */
public final class KeyValueCache {
    private final float[][][] keys;
    private final float[][][] values;

    /** Empty, for every {@link CachedAttentionStep} of a program. */
    KeyValueCache(RowProgram program, int batchSize) {
        int count = 0;
        for (Step step : program.steps()) {
            if (step instanceof CachedAttentionStep) {
                count++;
            }
        }
        keys = new float[count][][];
        values = new float[count][][];
        for (Step step : program.steps()) {
            if (step instanceof CachedAttentionStep attention) {
                int units = batchSize * attention.heads();
                int positions = program.positions();
                keys[attention.index()] = new float[units][attention.width() * Kernels.stride(positions)];
                values[attention.index()] = new float[units][positions * Kernels.stride(attention.width())];
            }
        }
    }

    /** Shape (K, T); units count all heads of sequence 0, then those of sequence 1. */
    float[] keys(int attention, int unit) {
        return keys[attention][unit];
    }

    /** Shape (T, K). */
    float[] values(int attention, int unit) {
        return values[attention][unit];
    }
}
