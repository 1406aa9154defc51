package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;

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
     * y = x w + addend: from left to right, two vectors wide while there are so many columns, and from top to bottom, the
     * largest blocks first.
     *
     * <p>This is one method, of more bytecode than C2 inlines (325), so that a kernel that calls it stays small. Split into
     * small ones, it was inlined into attention or not, as the timing of the compiler wanted; where it was, the vectors of
     * the kernel's own loops ended up on the heap.
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
        float[] s = addend == null ? ZEROS : addend;
        int sStep = addend == null ? 0 : addendStep;
        int column = 0;
        for (; column + 2 * LENGTH <= n; column += 2 * LENGTH) {
            int row = 0;
            int xAt = xOffset;
            int wAt = wOffset + column;
            int sAt = addend == null ? 0 : addendOffset + column;
            int yAt = yOffset + column;
            for (; rowStep == 1 && row + 6 <= rows; row += 6, xAt += 6, sAt += 6 * sStep, yAt += 6 * yStep) {
                VectorColumnBlocks.sixByTwo(x, xAt, innerStep, w, wAt, wStep, s, sAt, sStep, y, yAt, yStep, inner);
            }
            for (; rowStep == 1 && row + 4 <= rows; row += 4, xAt += 4, sAt += 4 * sStep, yAt += 4 * yStep) {
                VectorColumnBlocks.fourByTwo(x, xAt, innerStep, w, wAt, wStep, s, sAt, sStep, y, yAt, yStep, inner);
            }
            for (; row + 6 <= rows; row += 6, xAt += 6 * rowStep, sAt += 6 * sStep, yAt += 6 * yStep) {
                VectorPairBlocks.six(x, xAt, rowStep, innerStep, w, wAt, wStep, s, sAt, sStep, y, yAt, yStep, inner);
            }
            for (; row + 2 <= rows; row += 2, xAt += 2 * rowStep, sAt += 2 * sStep, yAt += 2 * yStep) {
                VectorPairBlocks.two(x, xAt, rowStep, innerStep, w, wAt, wStep, s, sAt, sStep, y, yAt, yStep, inner);
            }
            if (row < rows) {
                VectorPairBlocks.one(x, xAt, innerStep, w, wAt, wStep, s, sAt, y, yAt, inner);
            }
        }
        if (column < n) {
            int row = 0;
            int xAt = xOffset;
            int wAt = wOffset + column;
            int sAt = addend == null ? 0 : addendOffset + column;
            int yAt = yOffset + column;
            for (; rowStep == 1 && row + 8 <= rows; row += 8, xAt += 8, sAt += 8 * sStep, yAt += 8 * yStep) {
                VectorColumnBlocks.eightByOne(x, xAt, innerStep, w, wAt, wStep, s, sAt, sStep, y, yAt, yStep, inner);
            }
            for (; row + 8 <= rows; row += 8, xAt += 8 * rowStep, sAt += 8 * sStep, yAt += 8 * yStep) {
                VectorSingleBlocks.eight(
                        x, xAt, rowStep, innerStep, w, wAt, wStep, s, sAt, sStep, y, yAt, yStep, inner);
            }
            for (; row + 4 <= rows; row += 4, xAt += 4 * rowStep, sAt += 4 * sStep, yAt += 4 * yStep) {
                VectorSingleBlocks.four(x, xAt, rowStep, innerStep, w, wAt, wStep, s, sAt, sStep, y, yAt, yStep, inner);
            }
            for (; row < rows; row++, xAt += rowStep, sAt += sStep, yAt += yStep) {
                VectorSingleBlocks.one(x, xAt, innerStep, w, wAt, wStep, s, sAt, y, yAt, inner);
            }
        }
    }
}
