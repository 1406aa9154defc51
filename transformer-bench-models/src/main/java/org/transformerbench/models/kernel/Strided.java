package org.transformerbench.models.kernel;

/**
 * Rows within an array.
 *
 * @param array where they are
 * @param offset where the first begins
 * @param stride from one to the next
 */
public record Strided(float[] array, int offset, int stride) {
    /**
     * Where a row begins.
     *
     * @param index of the row
     * @return an index of the array
     */
    public int row(int index) {
        return offset + index * stride;
    }

    /**
     * These rows without the first ones.
     *
     * @param row the first that stays
     * @return in the same array
     */
    public Strided from(int row) {
        return new Strided(array, row(row), stride);
    }

    /**
     * These rows without the first columns.
     *
     * @param column the first that stays
     * @return in the same array
     */
    public Strided column(int column) {
        return new Strided(array, offset + column, stride);
    }
}
