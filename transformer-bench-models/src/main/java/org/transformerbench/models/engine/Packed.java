package org.transformerbench.models.engine;

import java.util.Arrays;
import org.transformerbench.models.kernel.Kernels;

/**
 * A parameter in the kernels' layout: the weight of a linear step in panels, itself and transposed, see
 * {@link Kernels#linear}; a table or a vector row by row with a padded stride.
 */
final class Packed {
    private final int rows;
    private final int columns;
    private final int[] indices;
    private final float[] values;
    private final float[] transposed;
    /** Columns that lie side by side: a panel's, or all of them. */
    private final int panel;
    /** Whether the elements of each row follow each other in the flat vector. */
    private final boolean consecutive;

    private Packed(int rows, int columns, int[] indices, boolean weight, int panel) {
        this.rows = rows;
        this.columns = columns;
        this.indices = indices;
        this.values = new float[rows * Kernels.stride(columns)];
        this.transposed = weight ? new float[columns * Kernels.stride(rows)] : null;
        this.panel = panel;
        this.consecutive = rowsAreConsecutive(columns, indices);
    }

    /**
     * Of a linear step.
     *
     * @param panel of the kernels, see {@link Kernels#panel}
     */
    static Packed weight(IndexTensor tensor, int panel) {
        return new Packed((int) tensor.shape()[0], (int) tensor.shape()[1], tensor.indices(), true, panel);
    }

    /** Of a step that reads whole rows. */
    static Packed table(IndexTensor tensor) {
        int columns = (int) tensor.shape()[1];
        return new Packed((int) tensor.shape()[0], columns, tensor.indices(), false, Kernels.stride(columns));
    }

    /** A table of one row; null for none. */
    static Packed vector(IndexTensor tensor) {
        return tensor == null
                ? null
                : new Packed(
                        1, tensor.indices().length, tensor.indices(), false, Kernels.stride(tensor.indices().length));
    }

    private static boolean rowsAreConsecutive(int columns, int[] indices) {
        for (int i = 1; i < indices.length; i++) {
            if (i % columns != 0 && indices[i] != indices[i - 1] + 1) {
                return false;
            }
        }
        return true;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** Shape (rows, columns), padded. */
    float[] values() {
        return values;
    }

    /** Shape (columns, rows) in panels, padded; only of a weight. */
    float[] transposed() {
        return transposed;
    }

    /** The size of a gradient in this layout. */
    int size() {
        return values.length;
    }

    /** Where a row's part of a panel begins: the panels before it, then this panel's rows. */
    private static int place(int rows, int stride, int panel, int row, int column) {
        return column * rows + row * Math.min(panel, stride - column);
    }

    /** Reads the parameters anew. */
    void refresh(float[] flat) {
        refresh(flat, 0, rows);
    }

    /** Reads some rows of the parameters anew. */
    void refresh(float[] flat, int from, int to) {
        int stride = Kernels.stride(columns);
        for (int column = 0; column < columns; column += panel) {
            int count = Math.min(panel, columns - column);
            for (int row = from; row < to; row++) {
                int source = row * columns + column;
                int target = place(rows, stride, panel, row, column);
                if (consecutive) {
                    System.arraycopy(flat, indices[source], values, target, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        values[target + i] = flat[indices[source + i]];
                    }
                }
            }
        }
        if (transposed != null) {
            refreshTransposed(from, to);
        }
    }

    /** Panel by panel of the transposed weight, so that its lines are written while they are in the cache. */
    private void refreshTransposed(int from, int to) {
        int stride = Kernels.stride(columns);
        int transposedStride = Kernels.stride(rows);
        for (int row = from; row < to; row++) {
            int panelStart = row / panel * panel;
            int width = Math.min(panel, transposedStride - panelStart);
            int base = panelStart * columns + row - panelStart;
            for (int column = 0; column < columns; column += panel) {
                int source = place(rows, stride, panel, row, column);
                int end = Math.min(panel, columns - column);
                for (int i = 0; i < end; i++) {
                    transposed[base + (column + i) * width] = values[source + i];
                }
            }
        }
    }

    /** Whether another matrix holds this one's elements in its first rows. */
    boolean beginsAs(Packed other) {
        return columns == other.columns && Arrays.equals(indices, 0, indices.length, other.indices, 0, indices.length);
    }

    /** Counts how often each element of the flat vector is read. */
    void countUses(int[] uses) {
        for (int index : indices) {
            uses[index]++;
        }
    }

    /** Whether an element is read more than once, by this or another parameter. */
    boolean isShared(int[] uses) {
        return Arrays.stream(indices).anyMatch(index -> uses[index] > 1);
    }

    /** The end of what this reads in the flat vector. */
    int end() {
        return Arrays.stream(indices).max().orElse(-1) + 1;
    }

    /** Adds some rows of a gradient of this layout to a flat one. */
    void addTo(float[] gradient, float[] flatGradient, int from, int to) {
        int stride = Kernels.stride(columns);
        for (int column = 0; column < columns; column += panel) {
            int count = Math.min(panel, columns - column);
            for (int row = from; row < to; row++) {
                int target = row * columns + column;
                int source = place(rows, stride, panel, row, column);
                if (consecutive) {
                    int first = indices[target];
                    for (int i = 0; i < count; i++) {
                        flatGradient[first + i] += gradient[source + i];
                    }
                } else {
                    for (int i = 0; i < count; i++) {
                        flatGradient[indices[target + i]] += gradient[source + i];
                    }
                }
            }
        }
    }
}
