package org.transformerbench.models.compiler.rows;

import java.util.Arrays;
import org.transformerbench.models.kernel.Kernels;

/**
 * The layout in which kernels read a parameter: the weight of a linear operation in panels, both as it is and transposed, see
 * {@link Kernels#linear}; a table or a vector row by row with a padded stride.
 */
final class PackedLayout {
    /**
     * Number of rows that are copied together, one column at a time where columns are contiguous in the source: a cache line is
     * then used as a whole there, and few enough lines here stay in the cache. Divides every panel.
     */
    private static final int BLOCK = Kernels.LANES;

    private final int rows;
    private final int columns;
    private final int[] indices;
    private final boolean isWeight;
    /** Number of columns side by side: those of a panel, or all of them. */
    private final int panel;

    private final FlatOrder order;

    private PackedLayout(int rows, int columns, int[] indices, boolean weight, int panel) {
        this.rows = rows;
        this.columns = columns;
        this.indices = indices;
        this.isWeight = weight;
        this.panel = panel;
        this.order = FlatOrder.of(columns, indices);
    }

    /**
     * Creates the layout of a linear operation's weight.
     *
     * @param panel of the kernels, see {@link Kernels#panel}
     */
    static PackedLayout weight(IndexTensor tensor, int panel) {
        return new PackedLayout((int) tensor.shape()[0], (int) tensor.shape()[1], tensor.indices(), true, panel);
    }

    /** Creates the layout of a table, of which operations read whole rows. */
    static PackedLayout table(IndexTensor tensor) {
        int columns = (int) tensor.shape()[1];
        return new PackedLayout((int) tensor.shape()[0], columns, tensor.indices(), false, Kernels.stride(columns));
    }

    /** Creates the layout of a table with one row; null for null. */
    static PackedLayout vector(IndexTensor tensor) {
        return tensor == null
                ? null
                : new PackedLayout(
                        1, tensor.indices().length, tensor.indices(), false, Kernels.stride(tensor.indices().length));
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** Returns the size of the values, and of a gradient, in this layout. */
    int size() {
        return rows * Kernels.stride(columns);
    }

    /** Allocates values in this layout, all 0. */
    PackedTensor allocate() {
        return new PackedTensor(new float[size()], isWeight ? new float[columns * Kernels.stride(rows)] : null);
    }

    /** Copies the parameters into this layout. */
    void refresh(PackedTensor values, float[] flat) {
        refresh(values, flat, 0, rows);
    }

    /** Copies some rows of the parameters into this layout. */
    void refresh(PackedTensor values, float[] flat, int from, int to) {
        for (int column = 0; column < columns; column += panel) {
            for (int row = from; row < to; row = blockEnd(row, to)) {
                if (isWeight && order == FlatOrder.COLUMNS) {
                    copyColumns(flat, values, row, blockEnd(row, to), column);
                } else {
                    read(values.values(), flat, row, blockEnd(row, to), column);
                    if (isWeight) {
                        transpose(values, row, blockEnd(row, to), column);
                    }
                }
            }
        }
    }

    /**
     * Returns the end of a block; blocks end at the same rows whatever the range: none lies in two panels of the transposed
     * weight.
     */
    private static int blockEnd(int row, int to) {
        return Math.min(to, row / BLOCK * BLOCK + BLOCK);
    }

    /** Returns the distance in floats between rows in the panel that begins with a column. */
    private static int width(int columns, int panel, int column) {
        return Math.min(panel, Kernels.stride(columns) - column);
    }

    private void read(float[] values, float[] flat, int from, int to, int column) {
        int count = Math.min(panel, columns - column);
        int width = width(columns, panel, column);
        int target = column * rows + from * width;
        if (order == FlatOrder.COLUMNS) {
            for (int i = 0; i < count; i++) {
                spread(flat, indices[column + i] + from, values, target + i, width, to - from);
            }
        } else {
            for (int row = from; row < to; row++, target += width) {
                readRow(values, flat, row * columns + column, target, count);
            }
        }
    }

    private void readRow(float[] values, float[] flat, int source, int target, int count) {
        if (order == FlatOrder.ROWS) {
            System.arraycopy(flat, indices[source], values, target, count);
        } else {
            for (int i = 0; i < count; i++) {
                values[target + i] = flat[indices[source + i]];
            }
        }
    }

    private void transpose(PackedTensor values, int from, int to, int column) {
        int width = width(columns, panel, column);
        int source = column * rows + from * width;
        int step = transposedWidth(from);
        int target = transposedPlace(from, column);
        int count = Math.min(panel, columns - column);
        for (int i = 0; i < count; i++, target += step) {
            gather(values.values(), source + i, width, values.transposed(), target, to - from);
        }
    }

    /** Copies contiguous columns of the weight, which are rows of the transposed one. */
    private void copyColumns(float[] flat, PackedTensor values, int from, int to, int column) {
        int width = width(columns, panel, column);
        int target = column * rows + from * width;
        int step = transposedWidth(from);
        int source = transposedPlace(from, column);
        int count = Math.min(panel, columns - column);
        for (int i = 0; i < count; i++, source += step) {
            System.arraycopy(flat, indices[column + i] + from, values.transposed(), source, to - from);
            spread(values.transposed(), source, values.values(), target + i, width, to - from);
        }
    }

    /** Returns the distance in floats between columns in the panel of the transposed weight that contains a row. */
    private int transposedWidth(int row) {
        return width(rows, panel, row / panel * panel);
    }

    /** Returns the offset of an element in the transposed weight. */
    private int transposedPlace(int row, int column) {
        int first = row / panel * panel;
        return first * columns + column * transposedWidth(row) + row - first;
    }

    private static void spread(float[] x, int source, float[] y, int target, int step, int count) {
        for (int i = 0; i < count; i++) {
            y[target + i * step] = x[source + i];
        }
    }

    private static void gather(float[] x, int source, int step, float[] y, int target, int count) {
        for (int i = 0; i < count; i++) {
            y[target + i] = x[source + i * step];
        }
    }

    /** Returns whether a matrix has another one's elements in its first rows; true for two nulls. */
    static boolean beginsAs(PackedLayout shorter, PackedLayout longer) {
        if (shorter == null || longer == null) {
            return shorter == longer;
        }
        int size = shorter.indices.length;
        return shorter.columns == longer.columns
                && size <= longer.indices.length
                && Arrays.equals(shorter.indices, 0, size, longer.indices, 0, size);
    }

    /** Counts how often each element of the flat vector is read. */
    void countUses(int[] uses) {
        for (int index : indices) {
            uses[index]++;
        }
    }

    /** Returns whether an element is read more than once, by this or another parameter. */
    boolean isShared(int[] uses) {
        return Arrays.stream(indices).anyMatch(index -> uses[index] > 1);
    }

    /** Returns the end of the range that this layout reads in the flat vector. */
    int end() {
        return Arrays.stream(indices).max().orElse(-1) + 1;
    }

    /** Adds some rows of a gradient in this layout to a flat gradient. */
    void addTo(float[] gradient, float[] flatGradient, int from, int to) {
        for (int column = 0; column < columns; column += panel) {
            for (int row = from; row < to; row = blockEnd(row, to)) {
                add(gradient, flatGradient, row, blockEnd(row, to), column);
            }
        }
    }

    private void add(float[] gradient, float[] flatGradient, int from, int to, int column) {
        int count = Math.min(panel, columns - column);
        int width = width(columns, panel, column);
        int source = column * rows + from * width;
        if (order == FlatOrder.COLUMNS) {
            for (int i = 0; i < count; i++) {
                addColumn(gradient, source + i, width, flatGradient, indices[column + i] + from, to - from);
            }
        } else {
            for (int row = from; row < to; row++, source += width) {
                addRow(gradient, source, flatGradient, row * columns + column, count);
            }
        }
    }

    private static void addColumn(float[] x, int source, int step, float[] y, int target, int count) {
        for (int i = 0; i < count; i++) {
            y[target + i] += x[source + i * step];
        }
    }

    private void addRow(float[] gradient, int source, float[] flatGradient, int target, int count) {
        if (order == FlatOrder.ROWS) {
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
