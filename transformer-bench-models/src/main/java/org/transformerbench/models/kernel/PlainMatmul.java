package org.transformerbench.models.kernel;

/**
 * Matrix products in blocks of two rows by eight columns, whose sums are local variables over the whole inner loop: 1.5 to 2.1
 * times as fast as a loop over columns inside, measured on Java 17. As {@code VectorMatmul}, one code for x w and x^T dy.
 */
final class PlainMatmul {
    private static final int COLUMNS = 8;

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
        for (int row = 0; row < rows; row += 2) {
            int xAt = xOffset + row * rowStep;
            int yAt = yOffset + row * yStep;
            int addendAt = addendOffset + row * addendStep;
            for (int j = 0; j < n; j += COLUMNS) {
                if (row + 1 < rows) {
                    two(
                            x,
                            xAt,
                            rowStep,
                            innerStep,
                            w,
                            wOffset + j,
                            wStep,
                            addend,
                            addendAt + j,
                            addendStep,
                            y,
                            yAt + j,
                            yStep,
                            inner);
                } else {
                    one(x, xAt, innerStep, w, wOffset + j, wStep, addend, addendAt + j, y, yAt + j, inner);
                }
            }
        }
    }

    private static void two(
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
            int inner) {
        float a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0, a6 = 0, a7 = 0;
        float b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0, b7 = 0;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            float upper = x[at];
            float lower = x[at + rowStep];
            float factor = w[from];
            a0 += upper * factor;
            b0 += lower * factor;
            factor = w[from + 1];
            a1 += upper * factor;
            b1 += lower * factor;
            factor = w[from + 2];
            a2 += upper * factor;
            b2 += lower * factor;
            factor = w[from + 3];
            a3 += upper * factor;
            b3 += lower * factor;
            factor = w[from + 4];
            a4 += upper * factor;
            b4 += lower * factor;
            factor = w[from + 5];
            a5 += upper * factor;
            b5 += lower * factor;
            factor = w[from + 6];
            a6 += upper * factor;
            b6 += lower * factor;
            factor = w[from + 7];
            a7 += upper * factor;
            b7 += lower * factor;
        }
        store(a0, a1, a2, a3, a4, a5, a6, a7, addend, addendAt, y, yAt);
        store(b0, b1, b2, b3, b4, b5, b6, b7, addend, addendAt + addendStep, y, yAt + yStep);
    }

    private static void one(
            float[] x,
            int xAt,
            int innerStep,
            float[] w,
            int wAt,
            int wStep,
            float[] addend,
            int addendAt,
            float[] y,
            int yAt,
            int inner) {
        float a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0, a6 = 0, a7 = 0;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            float upper = x[at];
            float factor = w[from];
            a0 += upper * factor;
            factor = w[from + 1];
            a1 += upper * factor;
            factor = w[from + 2];
            a2 += upper * factor;
            factor = w[from + 3];
            a3 += upper * factor;
            factor = w[from + 4];
            a4 += upper * factor;
            factor = w[from + 5];
            a5 += upper * factor;
            factor = w[from + 6];
            a6 += upper * factor;
            factor = w[from + 7];
            a7 += upper * factor;
        }
        store(a0, a1, a2, a3, a4, a5, a6, a7, addend, addendAt, y, yAt);
    }

    private static void store(
            float a0,
            float a1,
            float a2,
            float a3,
            float a4,
            float a5,
            float a6,
            float a7,
            float[] addend,
            int from,
            float[] y,
            int at) {
        boolean none = addend == null;
        y[at] = none ? a0 : a0 + addend[from];
        y[at + 1] = none ? a1 : a1 + addend[from + 1];
        y[at + 2] = none ? a2 : a2 + addend[from + 2];
        y[at + 3] = none ? a3 : a3 + addend[from + 3];
        y[at + 4] = none ? a4 : a4 + addend[from + 4];
        y[at + 5] = none ? a5 : a5 + addend[from + 5];
        y[at + 6] = none ? a6 : a6 + addend[from + 6];
        y[at + 7] = none ? a7 : a7 + addend[from + 7];
    }
}
