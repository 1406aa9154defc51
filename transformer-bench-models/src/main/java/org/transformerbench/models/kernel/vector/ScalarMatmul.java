package org.transformerbench.models.kernel.vector;

/**
 * {@link VectorMatmul} number by number: each sum in the order that the vector block of its row has, so that the results are the
 * same bit by bit. Which block that is depends on the number of rows, of columns, and on how x lies.
 */
final class ScalarMatmul {
    /** Columns of a block; vectors are multiples of it. */
    private static final int COLUMNS = 4;

    private ScalarMatmul() {}

    /** As {@link VectorMatmul#product} with vectors of so many lanes. */
    static void product(
            int lanes,
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
        float[] s = addend == null ? new float[n] : addend;
        int sOffset = addend == null ? 0 : addendOffset;
        int sStep = addend == null ? 0 : addendStep;
        int pairs = n / (2 * lanes) * 2 * lanes;
        boolean columns = rowStep == 1;
        // Blocks of neighbouring columns of x begin at zero, and add what is to be added at their end.
        int late = columns ? rows / 6 * 6 + rows % 6 / 4 * 4 : 0;
        blocks(
                x, xOffset, rowStep, innerStep, w, wOffset, wStep, s, sOffset, sStep, y, yOffset, yStep, 0, late, inner,
                0, pairs, true);
        blocks(
                x, xOffset, rowStep, innerStep, w, wOffset, wStep, s, sOffset, sStep, y, yOffset, yStep, late, rows,
                inner, 0, pairs, false);
        if (pairs == n) {
            return;
        }
        int eights = rows / 8 * 8;
        int fours = rows / 4 * 4;
        blocks(
                x, xOffset, rowStep, innerStep, w, wOffset, wStep, s, sOffset, sStep, y, yOffset, yStep, 0, eights,
                inner, pairs, n, columns);
        // Blocks of four rows have a sum of the even inner indices, and one of the odd ones.
        blocks(
                x,
                xOffset,
                rowStep,
                2 * innerStep,
                w,
                wOffset,
                2 * wStep,
                s,
                sOffset,
                sStep,
                y,
                yOffset,
                yStep,
                eights,
                fours,
                (inner + 1) / 2,
                pairs,
                n,
                false);
        blocks(
                x,
                xOffset + innerStep,
                rowStep,
                2 * innerStep,
                w,
                wOffset + wStep,
                2 * wStep,
                y,
                yOffset,
                yStep,
                y,
                yOffset,
                yStep,
                eights,
                fours,
                inner / 2,
                pairs,
                n,
                true);
        blocks(
                x, xOffset, rowStep, innerStep, w, wOffset, wStep, s, sOffset, sStep, y, yOffset, yStep, fours, rows,
                inner, pairs, n, false);
    }

    /** Some rows and columns of the result; of an odd number of rows the last is computed twice. */
    private static void blocks(
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
            int firstRow,
            int endRow,
            int inner,
            int firstColumn,
            int endColumn,
            boolean late) {
        for (int row = firstRow; row < endRow; row += 2) {
            int next = row + 1 < endRow ? 1 : 0;
            for (int column = firstColumn; column < endColumn; column += COLUMNS) {
                block(
                        x,
                        xOffset + row * rowStep,
                        next * rowStep,
                        innerStep,
                        w,
                        wOffset + column,
                        wStep,
                        addend,
                        addendOffset + row * addendStep + column,
                        next * addendStep,
                        y,
                        yOffset + row * yStep + column,
                        next * yStep,
                        inner,
                        late);
            }
        }
    }

    private static void block(
            float[] x,
            int xAt,
            int rowStep,
            int innerStep,
            float[] w,
            int wAt,
            int wStep,
            float[] addend,
            int addendAt,
            int addendStep,
            float[] y,
            int yAt,
            int yStep,
            int inner,
            boolean late) {
        float s0 = addend[addendAt];
        float s1 = addend[addendAt + 1];
        float s2 = addend[addendAt + 2];
        float s3 = addend[addendAt + 3];
        float t0 = addend[addendAt + addendStep];
        float t1 = addend[addendAt + addendStep + 1];
        float t2 = addend[addendAt + addendStep + 2];
        float t3 = addend[addendAt + addendStep + 3];
        float a0 = late ? 0 : s0;
        float a1 = late ? 0 : s1;
        float a2 = late ? 0 : s2;
        float a3 = late ? 0 : s3;
        float b0 = late ? 0 : t0;
        float b1 = late ? 0 : t1;
        float b2 = late ? 0 : t2;
        float b3 = late ? 0 : t3;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            float first = x[at];
            float second = x[at + rowStep];
            float v = w[from];
            a0 = Math.fma(first, v, a0);
            b0 = Math.fma(second, v, b0);
            v = w[from + 1];
            a1 = Math.fma(first, v, a1);
            b1 = Math.fma(second, v, b1);
            v = w[from + 2];
            a2 = Math.fma(first, v, a2);
            b2 = Math.fma(second, v, b2);
            v = w[from + 3];
            a3 = Math.fma(first, v, a3);
            b3 = Math.fma(second, v, b3);
        }
        y[yAt + yStep] = late ? t0 + b0 : b0;
        y[yAt + yStep + 1] = late ? t1 + b1 : b1;
        y[yAt + yStep + 2] = late ? t2 + b2 : b2;
        y[yAt + yStep + 3] = late ? t3 + b3 : b3;
        y[yAt] = late ? s0 + a0 : a0;
        y[yAt + 1] = late ? s1 + a1 : a1;
        y[yAt + 2] = late ? s2 + a2 : a2;
        y[yAt + 3] = late ? s3 + a3 : a3;
    }
}
