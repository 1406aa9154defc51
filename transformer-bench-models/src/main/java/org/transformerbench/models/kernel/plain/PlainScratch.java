package org.transformerbench.models.kernel.plain;

import java.util.Arrays;

/**
 * One thread's buffers for {@link PlainMatmul}: rows that are arrays of their own. In a loop over {@code y[j]} and
 * {@code w[j]} the compiler sees that two arrays can only meet at the same j, and makes vectors; with an offset into one
 * large array it could not exclude that a store changes what the next element loads.
 *
 * <p>Alignment. A compiled loop begins with single elements until one of its rows, whichever the compiler chose, is
 * aligned to a vector; then come vectors, then the elements that are left, singly again. In rows that are aligned
 * otherwise than that one, vectors lie across two cache lines, which takes a third longer; so all rows have a length that
 * makes them, with their header, a whole number of cache lines, and are allocated in one go, one after another. Single
 * elements cost as much as a vector each, so {@link PlainAlignment} finds where a loop has to {@link #begin} to have few.
 */
final class PlainScratch {
    /** The most elements of a row that are used. */
    static final int LANES = 512;

    /** The most rows, of whole tiles. */
    private static final int INNER = 86 * PlainMatmul.TILE_DEPTH;

    /** Rows whose elements fit into the second-level cache, with room to spare. */
    private static final int ELEMENTS = 256 * INNER;

    /** Elements of a vector, at most. */
    static final int VECTOR = 16;

    /** Idle elements before the first lane: the fewest single ones that a loop begins with. */
    private static final int IDLE = 1;

    /** Of one vector alone the compiled loop makes single elements. */
    private static final int MIN_LANES = 2 * VECTOR;

    /** Room to begin anywhere in a vector. With 16 bytes of header, or 12, a row takes a whole number of cache lines. */
    private static final int LENGTH = LANES + VECTOR + 12;

    /** The factor that is read in vectors. */
    final float[][] factors;

    /** {@link PlainMatmul#OUTPUTS} rows of sums. */
    final float[][] sums;

    /** Stands in for rows after the last. */
    final float[] zeros;

    /** Elements of the other factor for the last tile, where that is not whole. */
    final float[] rest = new float[PlainMatmul.OUTPUTS * PlainMatmul.TILE_DEPTH];

    final PlainAlignment alignment;
    private int begin;

    PlainScratch() {
        float[][] rows = new float[PlainMatmul.OUTPUTS + 1 + INNER][LENGTH];
        sums = Arrays.copyOf(rows, PlainMatmul.OUTPUTS);
        zeros = rows[PlainMatmul.OUTPUTS];
        factors = Arrays.copyOfRange(rows, PlainMatmul.OUTPUTS + 1, rows.length);
        alignment = new PlainAlignment(this);
    }

    /** @param index from 0 to {@link #VECTOR} - 1 */
    void beginAt(int index) {
        begin = index;
    }

    /** The index where loops over lanes begin. */
    int begin() {
        return begin;
    }

    /** The index of the first lane. */
    int first() {
        return begin + IDLE;
    }

    /** How many rows of so many lanes may be used at a time: whole tiles. */
    static int rows(int lanes) {
        return Math.min(INNER, ELEMENTS / lanes / PlainMatmul.TILE_DEPTH * PlainMatmul.TILE_DEPTH);
    }

    /** The index where loops over lanes end: vectors are whole, what they compute beyond the lanes is never looked at. */
    int end(int lanes) {
        return first() + Math.max(MIN_LANES, (lanes + VECTOR - 1) / VECTOR * VECTOR);
    }
}
