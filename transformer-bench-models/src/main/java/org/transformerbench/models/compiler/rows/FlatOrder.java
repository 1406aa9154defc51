package org.transformerbench.models.compiler.rows;

/** The order of a matrix's elements in the flat parameter vector. */
enum FlatOrder {
    /** Each row is contiguous; also used for a single column. */
    ROWS,
    /**
     * Each column is contiguous, as in a weight that was defined transposed; also used for a single row that is not contiguous.
     */
    COLUMNS,
    /** Neither rows nor columns are contiguous, as in a weight that was defined head by head, or in several side by side. */
    NONE;

    /** Determines the order of a row-major matrix of indices into the flat vector. */
    static FlatOrder of(int columns, int[] indices) {
        return rowsAreConsecutive(columns, indices) ? ROWS : columnsAreConsecutive(columns, indices) ? COLUMNS : NONE;
    }

    private static boolean rowsAreConsecutive(int columns, int[] indices) {
        for (int i = 1; i < indices.length; i++) {
            if (i % columns != 0 && indices[i] != indices[i - 1] + 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean columnsAreConsecutive(int columns, int[] indices) {
        for (int i = columns; i < indices.length; i++) {
            if (indices[i] != indices[i - columns] + 1) {
                return false;
            }
        }
        return true;
    }
}
