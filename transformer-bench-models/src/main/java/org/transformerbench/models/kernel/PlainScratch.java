package org.transformerbench.models.kernel;

/**
 * One thread's buffers for {@link PlainMatmul}: rows that are arrays of their own. In a loop over {@code y[j]} and
 * {@code w[j]} the compiler sees that two arrays can only meet at the same j, and makes vectors; with an offset into one
 * large array it could not exclude that a store changes what the next element loads.
 */
final class PlainScratch {
    /** The most elements of a row that are used. */
    static final int LANES = 256;

    /** The most rows. */
    static final int INNER = 128;

    /** Rows whose elements fit into the second-level cache, with room to spare. */
    static final int ELEMENTS = 1 << 15;

    /** With its header, a row of this length takes a whole number of cache lines: all rows are aligned alike. */
    private static final int LENGTH = LANES + 12;

    /** The factor that is read in vectors. */
    final float[][] factors = new float[INNER][LENGTH];

    /** Sums of four results at a time. */
    final float[][] sums = new float[PlainMatmul.OUTPUTS][LENGTH];

    /** Stands in for the row after the last. */
    final float[] zeros = new float[LENGTH];
}
