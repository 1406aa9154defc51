package org.transformerbench.models.engine;

import java.util.Arrays;
import org.transformerbench.models.kernel.Kernels;

/** A parameter matrix in the kernels' layout: row-major with a padded stride, and transposed where that is needed. */
final class Packed {
    private final int rows;
    private final int columns;
    private final int[] indices;
    private final float[] values;
    private final float[] transposed;

    /**
     * @param indices into the flat vector, row-major without padding
     * @param withTranspose whether the transposed matrix is kept too
     */
    Packed(int rows, int columns, int[] indices, boolean withTranspose) {
        this.rows = rows;
        this.columns = columns;
        this.indices = indices;
        this.values = new float[rows * Kernels.stride(columns)];
        this.transposed = withTranspose ? new float[columns * Kernels.stride(rows)] : null;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int stride() {
        return Kernels.stride(columns);
    }

    /** Shape (rows, columns), padded. */
    float[] values() {
        return values;
    }

    /** Shape (columns, rows), padded. */
    float[] transposed() {
        return transposed;
    }

    /** The size of a gradient in this layout. */
    int size() {
        return values.length;
    }

    /** Reads the parameters anew. */
    void refresh(float[] flat) {
        int stride = stride();
        int transposedStride = Kernels.stride(rows);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                float value = flat[indices[row * columns + column]];
                values[row * stride + column] = value;
                if (transposed != null) {
                    transposed[column * transposedStride + row] = value;
                }
            }
        }
    }

    /** Whether another matrix holds this one's elements in its first rows. */
    boolean beginsAs(Packed other) {
        return columns == other.columns && Arrays.equals(indices, 0, indices.length, other.indices, 0, indices.length);
    }

    /** Marks the elements of the flat vector that are read. */
    void markUsed(boolean[] used) {
        for (int index : indices) {
            used[index] = true;
        }
    }

    /** Adds a gradient of this layout to a flat one. */
    void addTo(float[] gradient, float[] flatGradient) {
        int stride = stride();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                flatGradient[indices[row * columns + column]] += gradient[row * stride + column];
            }
        }
    }
}
