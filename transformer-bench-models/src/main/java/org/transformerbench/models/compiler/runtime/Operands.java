package org.transformerbench.models.compiler.runtime;

/**
 * The operands of an operation in a chain.
 *
 * @param x for each operand its array
 * @param at for each operand the index of its first element
 */
record Operands(float[][] x, int[] at) {

    static Operands of(int count) {
        return new Operands(new float[count][], new int[count]);
    }

    void set(int operand, float[] data, int start) {
        x[operand] = data;
        at[operand] = start;
    }
}
