package org.transformerbench.models.compiler.runtime;

/**
 * A value as an operand of instructions: its array and its view of it. Its first dimension is the batch: the lanes of a
 * micro-batch, side by side, or a single one for what all examples share.
 *
 * @param isShared whether all workers read the same array
 * @param array index of an array of {@link SharedPlan} if they do, else of a buffer of the worker
 * @param view where the elements are, without an array
 */
public record Operand(boolean isShared, int array, View view) {

    /**
     * Returns an operand in a worker's buffer for its micro-batch.
     *
     * @param buffer index of a buffer
     * @param view where the elements are
     * @return the operand
     */
    public static Operand buffered(int buffer, View view) {
        return new Operand(false, buffer, view);
    }

    /**
     * Returns an operand in an array that all workers read.
     *
     * @param array index of an array of {@link SharedPlan}
     * @param view where the elements are
     * @return the operand
     */
    public static Operand shared(int array, View view) {
        return new Operand(true, array, view);
    }

    /**
     * Returns an operand with another view of the same array.
     *
     * @param other where the elements are
     * @return the operand
     */
    public Operand with(View other) {
        return new Operand(isShared, array, other);
    }

    float[] data(LaneWorkspace work) {
        return isShared ? work.shared(array) : work.buffer(array);
    }
}
