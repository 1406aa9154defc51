package org.transformerbench.models.kernel.plain;

import java.util.Arrays;

/** Copies of matrices into a {@link PlainScratch} and out of it. */
final class PlainLayout {
    private PlainLayout() {}

    /** Rows of a matrix become rows of the scratch. */
    static void copyRows(float[] from, int at, int step, float[][] to, int toLane, int rows, int lanes) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, at + row * step, to[row], toLane, lanes);
        }
    }

    /** As {@link #copyRows}, or zeros where there is no matrix. */
    static void loadRows(float[] from, int at, int step, float[][] to, int toLane, int rows, int lanes) {
        if (from != null) {
            copyRows(from, at, step, to, toLane, rows, lanes);
            return;
        }
        for (int row = 0; row < rows; row++) {
            Arrays.fill(to[row], toLane, toLane + lanes, 0);
        }
    }

    /** Rows of the scratch become rows of a matrix. */
    static void storeRows(float[][] from, int fromLane, float[] to, int at, int step, int rows, int lanes) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from[row], fromLane, to, at + row * step, lanes);
        }
    }

    /**
     * Columns of a matrix become rows of the scratch.
     *
     * @param laneStep from one row of the matrix to the next
     * @param rowStep from one column of the matrix to the next
     */
    static void transpose(
            float[] from, int at, int laneStep, int rowStep, float[][] to, int toLane, int rows, int lanes) {
        if (laneStep == 1) {
            copyRows(from, at, rowStep, to, toLane, rows, lanes);
            return;
        }
        int row = 0;
        for (; row + 3 <= rows; row += 3) {
            float[] a = to[row];
            float[] b = to[row + 1];
            float[] c = to[row + 2];
            for (int lane = toLane, i = at + row * rowStep; lane < toLane + lanes; lane++, i += laneStep) {
                a[lane] = from[i];
                b[lane] = from[i + rowStep];
                c[lane] = from[i + 2 * rowStep];
            }
        }
        for (; row < rows; row++) {
            for (int lane = 0; lane < lanes; lane++) {
                to[row][toLane + lane] = from[at + row * rowStep + lane * laneStep];
            }
        }
    }

    /** Columns of a matrix, of its only row where the step is 0, or zeros where there is none. */
    static void loadColumns(float[] from, int at, int step, float[][] to, int toLane, int columns, int lanes) {
        if (from != null && step != 0) {
            transpose(from, at, step, 1, to, toLane, columns, lanes);
            return;
        }
        for (int column = 0; column < columns; column++) {
            Arrays.fill(to[column], toLane, toLane + lanes, from == null ? 0 : from[at + column]);
        }
    }

    /** Rows of the scratch become columns of a matrix; three at once, which is what a tile has. */
    static void storeColumns(float[][] from, int fromLane, float[] to, int at, int step, int columns, int lanes) {
        if (columns != 3) {
            for (int lane = 0; lane < lanes; lane++) {
                for (int column = 0; column < columns; column++) {
                    to[at + lane * step + column] = from[column][fromLane + lane];
                }
            }
            return;
        }
        float[] a = from[0];
        float[] b = from[1];
        float[] c = from[2];
        for (int lane = fromLane, i = at; lane < fromLane + lanes; lane++, i += step) {
            to[i] = a[lane];
            to[i + 1] = b[lane];
            to[i + 2] = c[lane];
        }
    }
}
