package org.transformerbench.models.kernel;

/** {@link VectorMatmul}'s result from top to bottom, one or two vectors wide: blocks of rows, the largest first. */
final class VectorColumns {
    private VectorColumns() {}

    static void pair(
            float[] x,
            int xOffset,
            int rowStep,
            int innerStep,
            float[] w,
            int wAt,
            int wStep,
            float[] addend,
            int addendOffset,
            int addendStep,
            float[] y,
            int yOffset,
            int yStep,
            int rows,
            int inner) {
        int row = 0;
        if (rowStep == 1) {
            for (; row + 6 <= rows; row += 6) {
                VectorColumnBlocks.sixByTwo(
                        x,
                        xOffset + row,
                        innerStep,
                        w,
                        wAt,
                        wStep,
                        addend,
                        addendOffset + row * addendStep,
                        addendStep,
                        y,
                        yOffset + row * yStep,
                        yStep,
                        inner);
            }
            if (row + 4 <= rows) {
                VectorColumnBlocks.fourByTwo(
                        x,
                        xOffset + row,
                        innerStep,
                        w,
                        wAt,
                        wStep,
                        addend,
                        addendOffset + row * addendStep,
                        addendStep,
                        y,
                        yOffset + row * yStep,
                        yStep,
                        inner);
                row += 4;
            }
        }
        for (; row + 6 <= rows; row += 6) {
            VectorPairBlocks.six(
                    x,
                    xOffset + row * rowStep,
                    rowStep,
                    innerStep,
                    w,
                    wAt,
                    wStep,
                    addend,
                    addendOffset + row * addendStep,
                    addendStep,
                    y,
                    yOffset + row * yStep,
                    yStep,
                    inner);
        }
        for (; row + 2 <= rows; row += 2) {
            VectorPairBlocks.two(
                    x,
                    xOffset + row * rowStep,
                    rowStep,
                    innerStep,
                    w,
                    wAt,
                    wStep,
                    addend,
                    addendOffset + row * addendStep,
                    addendStep,
                    y,
                    yOffset + row * yStep,
                    yStep,
                    inner);
        }
        if (row < rows) {
            VectorPairBlocks.one(
                    x,
                    xOffset + row * rowStep,
                    innerStep,
                    w,
                    wAt,
                    wStep,
                    addend,
                    addendOffset + row * addendStep,
                    y,
                    yOffset + row * yStep,
                    inner);
        }
    }

    static void single(
            float[] x,
            int xOffset,
            int rowStep,
            int innerStep,
            float[] w,
            int wAt,
            int wStep,
            float[] addend,
            int addendOffset,
            int addendStep,
            float[] y,
            int yOffset,
            int yStep,
            int rows,
            int inner) {
        int row = 0;
        for (; rowStep == 1 && row + 8 <= rows; row += 8) {
            VectorColumnBlocks.eightByOne(
                    x,
                    xOffset + row,
                    innerStep,
                    w,
                    wAt,
                    wStep,
                    addend,
                    addendOffset + row * addendStep,
                    addendStep,
                    y,
                    yOffset + row * yStep,
                    yStep,
                    inner);
        }
        for (; row + 8 <= rows; row += 8) {
            VectorSingleBlocks.eight(
                    x,
                    xOffset + row * rowStep,
                    rowStep,
                    innerStep,
                    w,
                    wAt,
                    wStep,
                    addend,
                    addendOffset + row * addendStep,
                    addendStep,
                    y,
                    yOffset + row * yStep,
                    yStep,
                    inner);
        }
        if (row + 4 <= rows) {
            VectorSingleBlocks.four(
                    x,
                    xOffset + row * rowStep,
                    rowStep,
                    innerStep,
                    w,
                    wAt,
                    wStep,
                    addend,
                    addendOffset + row * addendStep,
                    addendStep,
                    y,
                    yOffset + row * yStep,
                    yStep,
                    inner);
            row += 4;
        }
        for (; row < rows; row++) {
            VectorSingleBlocks.one(
                    x,
                    xOffset + row * rowStep,
                    innerStep,
                    w,
                    wAt,
                    wStep,
                    addend,
                    addendOffset + row * addendStep,
                    y,
                    yOffset + row * yStep,
                    inner);
        }
    }
}
