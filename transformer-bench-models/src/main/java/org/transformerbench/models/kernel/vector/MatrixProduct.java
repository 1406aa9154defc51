package org.transformerbench.models.kernel.vector;

/** A matrix product on parts of arrays, from which others are put together. */
interface MatrixProduct {
    /**
     * y = x w + addend.
     *
     * @param rowStep from one row of x to the next
     * @param innerStep from one inner index of x to the next
     * @param wStep from one row of w to the next
     * @param addend null for zero; a bias with step 0, or y itself with its own offset and step
     */
    void product(
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
            int n);
}
