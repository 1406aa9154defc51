package org.transformerbench.models.kernel;

/**
 * Matrix products whose innermost loop, {@link #tile}, runs along a row of "lanes" that the compiler turns into vectors:
 * four rows of sums, to each of which two rows of one factor are added, times elements of the other factor. It wants long
 * rows, so the lanes are the columns of the result where there are many, else its rows, for which one factor and the
 * result are transposed on the way. As {@code VectorMatmul}, one code for x w and x^T dy.
 */
final class PlainMatmul {
    /** Rows of sums of one tile. With eight products in the loop Java 17 still makes vectors, with more it may not. */
    static final int OUTPUTS = 4;

    /** From this number of columns on, vectors along them are worth more than transposing saves. */
    private static final int MANY_COLUMNS = 48;

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
        boolean alongColumns = n >= MANY_COLUMNS || n >= rows;
        int all = alongColumns ? n : rows;
        int chunks = (all + PlainScratch.LANES - 1) / PlainScratch.LANES;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int lane = all * chunk / chunks;
            int lanes = all * (chunk + 1) / chunks - lane;
            int most = Math.min(PlainScratch.INNER, PlainScratch.ELEMENTS / lanes);
            for (int first = 0; first < inner || first == 0; first += most) {
                int depth = Math.min(most, inner - first);
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
                        PlainLayout.loadColumns(start, startAt, startStep, scratch.sums, to, lanes);
                        sum(scratch, w, wAt + column, 1, wStep, OUTPUTS, depth, lanes);
                        PlainLayout.storeColumns(scratch.sums, to, y, yAt, yStep, lanes);
                    }
                }
            }
        }
    }

    /**
     * Adds products to the rows of sums.
     *
     * @param x the factor of which single elements are read
     * @param outputStep from the element of one row of sums to that of the next
     * @param innerStep from one inner index to the next
     * @param count rows of sums; for fewer than four the last is computed several times
     */
    static void sum(
            PlainScratch scratch, float[] x, int at, int outputStep, int innerStep, int count, int depth, int lanes) {
        float[][] w = scratch.factors;
        float[][] y = scratch.sums;
        int begin = scratch.begin();
        int end = scratch.end(lanes);
        int at1 = at + Math.min(1, count - 1) * outputStep;
        int at2 = at + Math.min(2, count - 1) * outputStep;
        int at3 = at + (count - 1) * outputStep;
        for (int i = 0; i < depth; i += 2) {
            boolean two = i + 1 < depth;
            int a = i * innerStep;
            int b = two ? a + innerStep : a;
            tile(
                    w[i],
                    two ? w[i + 1] : scratch.zeros,
                    y[0],
                    y[1],
                    y[2],
                    y[3],
                    begin,
                    end,
                    x[at + a],
                    x[at1 + a],
                    x[at2 + a],
                    x[at3 + a],
                    x[at + b],
                    x[at1 + b],
                    x[at2 + b],
                    x[at3 + b]);
        }
    }

    /** Every index is j, of arrays that differ: anything else and the compiler makes no vectors. */
    private static void tile(
            float[] v,
            float[] w,
            float[] y0,
            float[] y1,
            float[] y2,
            float[] y3,
            int begin,
            int end,
            float a0,
            float a1,
            float a2,
            float a3,
            float b0,
            float b1,
            float b2,
            float b3) {
        for (int j = begin; j < end; j++) {
            float p = v[j];
            float q = w[j];
            y0[j] = Fma.fma(b0, q, Fma.fma(a0, p, y0[j]));
            y1[j] = Fma.fma(b1, q, Fma.fma(a1, p, y1[j]));
            y2[j] = Fma.fma(b2, q, Fma.fma(a2, p, y2[j]));
            y3[j] = Fma.fma(b3, q, Fma.fma(a3, p, y3[j]));
        }
    }
}
