package org.transformerbench.models.compiler.runtime;

/**
 * A value where instructions find it. Its first dimension is the batch: the lanes of a slice, side by side, or a single one for what
 * all examples share.
 *
 * @param buffer index of a buffer of the worker; -1 for an array that all workers read
 * @param view where the elements are; with an array only if all workers read it
 */
public record Operand(int buffer, View view) {
    private static final float[] NONE = {};

    /**
     * The whole of a worker's buffer.
     *
     * @param buffer its index
     * @param lanes how many examples a slice has
     * @param dims sizes of the dimensions of one example
     * @return the examples of an element side by side, the elements row-major
     */
    public static Operand interleaved(int buffer, int lanes, int[] dims) {
        return new Operand(buffer, View.interleaved(NONE, lanes, dims));
    }

    /**
     * What all workers read.
     *
     * @param view the elements
     * @return a tensor without a buffer
     */
    public static Operand shared(View view) {
        return new Operand(-1, view);
    }

    /** The same buffer, seen differently. */
    Operand with(View other) {
        return new Operand(buffer, other);
    }

    float[] data(Frame frame) {
        return buffer < 0 ? view.data() : frame.buffer(buffer);
    }
}
