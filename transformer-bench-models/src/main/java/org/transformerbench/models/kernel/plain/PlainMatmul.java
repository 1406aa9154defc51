package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Arithmetic;

/**
 * Matrix products whose innermost loop, {@link #tile}, runs along a row of "lanes" that the compiler turns into vectors:
 * three rows of sums, to each of which three rows of one factor are added, times elements of the other factor. It wants long
 * rows, so the lanes are the columns of the result where there are many, else its rows, for which the result and one factor
 * are transposed on the way; the factor of x^T dy lies so already. As {@code VectorMatmul}, one code for x w and x^T dy.
 */
final class PlainMatmul {
    /** Rows of sums of one tile. The compiler makes vectors of nine products in the loop; of ten or twelve it does not. */
    static final int OUTPUTS = 3;

    /** Inner indices of one tile. */
    static final int TILE_DEPTH = 3;

    /** From this number of columns on, vectors along them are faster than along more rows, which have to be transposed. */
    private static final int MANY_COLUMNS = 48;

    /** As {@link #MANY_COLUMNS}, where x lies transposed already and only the result has to be. */
    private static final int MANY_COLUMNS_BESIDE_TRANSPOSED = 128;

    private PlainMatmul() {}

    /**
     * y = x w + addend.
     *
     * @param rowStep from one row of x to the next
     * @param innerStep from one inner index of x to the next
     * @param wStep from one row of w to the next
     * @param addend null for zero; a bias with step 0, or y itself with its own offset and step
     */
    static void product(
            PlainScratch scratch,
            float[] x,
            int xOffset,
            int rowStep,
            int innerStep,
            float[] w,
            int wOffset,
            int wStep,
            float[] addend,
            int addendOffset,
            int addendStep,
            float[] y,
            int yOffset,
            int yStep,
            int rows,
            int inner,
            int n) {
        scratch.alignment.before((long) rows * inner * n);
        int to = scratch.first();
        boolean alongColumns = n >= rows || n >= (rowStep == 1 ? MANY_COLUMNS_BESIDE_TRANSPOSED : MANY_COLUMNS);
        int all = alongColumns ? n : rows;
        int chunks = (all + PlainScratch.LANES - 1) / PlainScratch.LANES;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int lane = all * chunk / chunks;
            int lanes = all * (chunk + 1) / chunks - lane;
            int parts = Math.max(1, (inner + PlainScratch.rows(lanes) - 1) / PlainScratch.rows(lanes));
            for (int part = 0; part < parts; part++) {
                int first = firstOf(part, parts, inner);
                int depth = firstOf(part + 1, parts, inner) - first;
                // After the first part of the inner index, the rest is added to y.
                float[] start = first == 0 ? addend : y;
                int startOffset = first == 0 ? addendOffset : yOffset;
                int startStep = first == 0 ? addendStep : yStep;
                int xAt = xOffset + first * innerStep;
                int wAt = wOffset + first * wStep;
                if (alongColumns) {
                    PlainLayout.copyRows(w, wAt + lane, wStep, scratch.factors, to, depth, lanes);
                    for (int row = 0; row < rows; row += OUTPUTS) {
                        int count = Math.min(OUTPUTS, rows - row);
                        int yAt = yOffset + row * yStep + lane;
                        int startAt = startOffset + row * startStep + lane;
                        PlainLayout.loadRows(start, startAt, startStep, scratch.sums, to, count, lanes);
                        sum(scratch, x, xAt + row * rowStep, rowStep, innerStep, count, depth, lanes);
                        PlainLayout.storeRows(scratch.sums, to, y, yAt, yStep, count, lanes);
                    }
                } else {
                    PlainLayout.transpose(
                            x, xAt + lane * rowStep, rowStep, innerStep, scratch.factors, to, depth, lanes);
                    for (int column = 0; column < n; column += OUTPUTS) {
                        int yAt = yOffset + lane * yStep + column;
                        int startAt = startOffset + lane * startStep + column;
                        int count = Math.min(OUTPUTS, n - column);
                        PlainLayout.loadColumns(start, startAt, startStep, scratch.sums, to, count, lanes);
                        sum(scratch, w, wAt + column, 1, wStep, count, depth, lanes);
                        PlainLayout.storeColumns(scratch.sums, to, y, yAt, yStep, count, lanes);
                    }
                }
            }
        }
    }

    /** Where a part of the inner index begins, on the border between two tiles. */
    private static int firstOf(int part, int parts, int inner) {
        int tiles = (inner + TILE_DEPTH - 1) / TILE_DEPTH;
        return Math.min(inner, (int) ((long) tiles * part / parts) * TILE_DEPTH);
    }

    /**
     * Adds products to the rows of sums.
     *
     * @param x the factor of which single elements are read
     * @param outputStep from the element of one row of sums to that of the next
     * @param innerStep from one inner index to the next
     * @param count rows of sums; for fewer than three the last is computed several times
     */
    static void sum(
            PlainScratch scratch, float[] x, int at, int outputStep, int innerStep, int count, int depth, int lanes) {
        float[][] w = scratch.factors;
        float[][] y = scratch.sums;
        int begin = scratch.begin();
        int end = scratch.end(lanes);
        int step1 = Math.min(1, count - 1) * outputStep;
        int step2 = (count - 1) * outputStep;
        int i = 0;
        for (; i + TILE_DEPTH <= depth; i += TILE_DEPTH) {
            int from = at + i * innerStep;
            tile(
                    x,
                    from,
                    step1,
                    step2,
                    innerStep,
                    2 * innerStep,
                    w[i],
                    w[i + 1],
                    w[i + 2],
                    y[0],
                    y[1],
                    y[2],
                    begin,
                    end);
        }
        if (i < depth) {
            // Beyond the last inner index zero times zero is added.
            float[] rest = scratch.rest;
            Arrays.fill(rest, 0);
            for (int k = 0; i + k < depth; k++) {
                int from = at + (i + k) * innerStep;
                rest[k] = x[from];
                rest[TILE_DEPTH + k] = x[from + step1];
                rest[2 * TILE_DEPTH + k] = x[from + step2];
            }
            float[] w1 = i + 1 < depth ? w[i + 1] : scratch.zeros;
            tile(rest, 0, TILE_DEPTH, 2 * TILE_DEPTH, 1, 2, w[i], w1, scratch.zeros, y[0], y[1], y[2], begin, end);
        }
    }

    /**
     * Every index of the loop is j, and the sums are arrays of their own: anything else and the compiler makes no vectors.
     * Nor does Java 17 where this method is inlined, for which two loops, instead of one with a condition, make it too large.
     */
    private static void tile(
            float[] x,
            int at,
            int step1,
            int step2,
            int inner1,
            int inner2,
            float[] u,
            float[] v,
            float[] w,
            float[] y0,
            float[] y1,
            float[] y2,
            int begin,
            int end) {
        float a0 = x[at];
        float a1 = x[at + step1];
        float a2 = x[at + step2];
        float b0 = x[at + inner1];
        float b1 = x[at + inner1 + step1];
        float b2 = x[at + inner1 + step2];
        float c0 = x[at + inner2];
        float c1 = x[at + inner2 + step1];
        float c2 = x[at + inner2 + step2];
        if (Arithmetic.FUSED) {
            for (int j = begin; j < end; j++) {
                float p = u[j];
                float q = v[j];
                float r = w[j];
                y0[j] = Math.fma(c0, r, Math.fma(b0, q, Math.fma(a0, p, y0[j])));
                y1[j] = Math.fma(c1, r, Math.fma(b1, q, Math.fma(a1, p, y1[j])));
                y2[j] = Math.fma(c2, r, Math.fma(b2, q, Math.fma(a2, p, y2[j])));
            }
        } else {
            for (int j = begin; j < end; j++) {
                float p = u[j];
                float q = v[j];
                float r = w[j];
                y0[j] = y0[j] + a0 * p + b0 * q + c0 * r;
                y1[j] = y1[j] + a1 * p + b1 * q + c1 * r;
                y2[j] = y2[j] + a2 * p + b2 * q + c2 * r;
            }
        }
    }
}
