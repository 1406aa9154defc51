package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.VectorConstants.LENGTH;

/**
 * Matrix products in blocks of some rows by one or two vectors of columns, whose sums stay in registers over the whole inner
 * loop. One code serves x w and x^T dy, since both read x in broadcast elements and the other factor in vectors: the two
 * differ in which step through x belongs to the row of the result and which to the inner index. Six rows by two vectors
 * are twelve independent sums, enough to hide the latency of an FMA, and fit in the 16 registers of AVX2.
 */
final class VectorMatmul {
    /** What a sum without addend begins with: a branch around a vector would put it on the heap on Java 17. */
    private static final float[] ZEROS = new float[2 * LENGTH];

    private VectorMatmul() {}

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
        if (addend == null) {
            productOf(
                    x, xOffset, rowStep, innerStep, w, wOffset, wStep, ZEROS, 0, 0, 0, y, yOffset, yStep, rows, inner,
                    n);
        } else {
            productOf(
                    x,
                    xOffset,
                    rowStep,
                    innerStep,
                    w,
                    wOffset,
                    wStep,
                    addend,
                    addendOffset,
                    addendStep,
                    1,
                    y,
                    yOffset,
                    yStep,
                    rows,
                    inner,
                    n);
        }
    }

    /**
     * y = x w + addend.
     *
     * @param addendColumnStep from one column of the addend to the next: 1, or 0 if the first serve for all
     */
    private static void productOf(
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
            int addendColumnStep,
            float[] y,
            int yOffset,
            int yStep,
            int rows,
            int inner,
            int n) {
        int column = 0;
        for (; column + 2 * LENGTH <= n; column += 2 * LENGTH) {
            VectorColumns.pair(
                    x,
                    xOffset,
                    rowStep,
                    innerStep,
                    w,
                    wOffset + column,
                    wStep,
                    addend,
                    addendOffset + column * addendColumnStep,
                    addendStep,
                    y,
                    yOffset + column,
                    yStep,
                    rows,
                    inner);
        }
        if (column < n) {
            VectorColumns.single(
                    x,
                    xOffset,
                    rowStep,
                    innerStep,
                    w,
                    wOffset + column,
                    wStep,
                    addend,
                    addendOffset + column * addendColumnStep,
                    addendStep,
                    y,
                    yOffset + column,
                    yStep,
                    rows,
                    inner);
        }
    }
}
