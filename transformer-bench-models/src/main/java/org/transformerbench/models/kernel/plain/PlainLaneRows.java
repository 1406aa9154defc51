package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Arithmetic;

/**
 * A matrix with a lane per column, worked on in some rows at a time, which are copied to a long row of its own: there the
 * compiler makes vectors, and the single elements that a loop begins with are few beside the others.
 */
final class PlainLaneRows {
    /** Of a long row, at most, unless one row of the matrix has more. */
    private static final int ELEMENTS = 512;

    private final int lanes;
    private final int length;
    private final int size;

    PlainLaneRows(int rows, int lanes) {
        this.lanes = lanes;
        this.length = lanes * Math.max(1, Math.min(rows, ELEMENTS / lanes));
        this.size = lanes * rows;
    }

    /** A long row of zeros. */
    float[] newRow() {
        return new float[length];
    }

    /** Elements of the matrix. */
    int size() {
        return size;
    }

    /**
     * @param at where the matrix begins
     * @param from the first element, counted from there
     * @param rest stands for what is beyond the last row of the matrix
     */
    void load(float[] matrix, int at, int from, float[] row, float rest) {
        int count = Math.min(length, size - from);
        System.arraycopy(matrix, at + from, row, 0, count);
        Arrays.fill(row, count, length, rest);
    }

    /** The opposite of {@link #load}. */
    void store(float[] row, float[] matrix, int at, int from) {
        System.arraycopy(row, 0, matrix, at + from, Math.min(length, size - from));
    }

    /** Adds the rows of the matrix one after the other to the first row of sums. */
    void addTo(float[] sums, float[] row) {
        for (int first = 0; first < length; first += lanes) {
            for (int lane = 0; lane < lanes; lane++) {
                sums[lane] += row[first + lane];
            }
        }
    }

    /** As {@link #addTo}, the products with positive factors. */
    void addProductsTo(float[] sums, float[] factors, float[] row) {
        for (int first = 0; first < length; first += lanes) {
            for (int lane = 0; lane < lanes; lane++) {
                sums[lane] = Arithmetic.fma(Math.abs(factors[first + lane]), row[first + lane], sums[lane]);
            }
        }
    }

    /** Finds the largest of what belongs to the same lane; every row gets it. */
    void foldLargest(float[] row) {
        for (int first = lanes; first < length; first += lanes) {
            for (int lane = 0; lane < lanes; lane++) {
                row[lane] = Math.max(row[lane], row[first + lane]);
            }
        }
        repeat(row);
    }

    /** Copies the first row to all others. */
    void repeat(float[] row) {
        for (int i = lanes; i < length; i += lanes) {
            System.arraycopy(row, 0, row, i, lanes);
        }
    }
}
