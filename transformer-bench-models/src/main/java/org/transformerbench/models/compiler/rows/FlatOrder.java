package org.transformerbench.models.compiler.rows;

/** In which direction of a matrix its elements follow each other in the flat vector. */
enum FlatOrder {
    /** Each row is consecutive; also a single column. */
    ROWS,
    /** Each column is, as in a weight that was defined transposed; also a single row that is not consecutive. */
    COLUMNS,
    /** Neither, as in a weight that was defined head by head, or in several side by side. */
    NONE;

    /** Of a row-major matrix of indices into the flat vector. */
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
