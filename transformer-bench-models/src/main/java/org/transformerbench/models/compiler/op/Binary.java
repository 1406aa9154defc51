package org.transformerbench.models.compiler.op;

/** An element-wise function of two operands. */
public interface Binary extends Elementwise {

    /**
     * Computes a range of elements.
     *
     * @param a the first operand
     * @param aAt index of its first element
     * @param b the second operand
     * @param bAt index of its first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void apply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

    @Override
    default void apply(float[][] x, int[] at, float[] y, int yAt, int count) {
        apply(x[0], at[0], x[1], at[1], y, yAt, count);
    }
}
