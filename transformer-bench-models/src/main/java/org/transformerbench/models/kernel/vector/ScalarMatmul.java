package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.plain.PlainKernels;

/**
 * {@link VectorMatmul} on plain products, with each sum in the order that the vector block of its row has, so that the results are the
 * same bit by bit, up to the sign of a zero. Which block that is depends on the number of rows, of columns, and on how x lies. A plain
 * product begins with what is to be added, and adds one inner index after the other.
 */
final class ScalarMatmul {
    private final PlainKernels plain;
    private final int lanes;

    /**
     * @param plain must fuse multiplication and addition
     * @param lanes of the vectors
     */
    ScalarMatmul(PlainKernels plain, int lanes) {
        this.plain = plain;
        this.lanes = lanes;
    }

    /** As {@link VectorMatmul#product}. */
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
            int n) {
        Part whole = new Part(
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
                y,
                yOffset,
                yStep,
                rows,
                inner,
                n);
        int pairs = n / (2 * lanes) * 2 * lanes;
        boolean columns = rowStep == 1;
        if (pairs > 0) {
            // Blocks of neighbouring columns of x begin at zero, and add what is to be added at their end.
            int late = columns ? rows / 6 * 6 + rows % 6 / 4 * 4 : 0;
            Part left = whole.columns(0, pairs);
            addLate(left.rows(0, late));
            add(left.rows(late, rows));
        }
        if (pairs < n) {
            Part right = whole.columns(pairs, n);
            int eights = rows / 8 * 8;
            int fours = rows / 4 * 4;
            if (columns) {
                addLate(right.rows(0, eights));
            } else {
                add(right.rows(0, eights));
            }
            // Blocks of four rows have a sum of the even inner indices, and one of the odd ones.
            Part middle = right.rows(eights, fours);
            add(middle.everySecond(0));
            addLate(middle.everySecond(1).addedToItself());
            add(right.rows(fours, rows));
        }
    }

    private void add(Part part) {
        if (part.rows > 0) {
            plain.product(
                    part.x,
                    part.xOffset,
                    part.rowStep,
                    part.innerStep,
                    part.w,
                    part.wOffset,
                    part.wStep,
                    part.addend,
                    part.addendOffset,
                    part.addendStep,
                    part.y,
                    part.yOffset,
                    part.yStep,
                    part.rows,
                    part.inner,
                    part.n);
        }
    }

    private void addLate(Part part) {
        if (part.rows == 0 || part.inner == 0) {
            return;
        }
        float[] sums = new float[part.rows * part.n];
        add(part.into(sums));
        for (int row = 0; row < part.rows; row++) {
            int from = row * part.n;
            int to = part.yOffset + row * part.yStep;
            if (part.addend == null) {
                System.arraycopy(sums, from, part.y, to, part.n);
                continue;
            }
            int addendAt = part.addendOffset + row * part.addendStep;
            for (int i = 0; i < part.n; i++) {
                part.y[to + i] = part.addend[addendAt + i] + sums[from + i];
            }
        }
    }

    /** Some rows and columns of a product. */
    private record Part(
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

        Part rows(int from, int to) {
            return new Part(
                    x,
                    xOffset + from * rowStep,
                    rowStep,
                    innerStep,
                    w,
                    wOffset,
                    wStep,
                    addend,
                    addendOffset + from * addendStep,
                    addendStep,
                    y,
                    yOffset + from * yStep,
                    yStep,
                    to - from,
                    inner,
                    n);
        }

        Part columns(int from, int to) {
            return new Part(
                    x,
                    xOffset,
                    rowStep,
                    innerStep,
                    w,
                    wOffset + from,
                    wStep,
                    addend,
                    addendOffset + from,
                    addendStep,
                    y,
                    yOffset + from,
                    yStep,
                    rows,
                    inner,
                    to - from);
        }

        Part everySecond(int first) {
            return new Part(
                    x,
                    xOffset + first * innerStep,
                    rowStep,
                    2 * innerStep,
                    w,
                    wOffset + first * wStep,
                    2 * wStep,
                    addend,
                    addendOffset,
                    addendStep,
                    y,
                    yOffset,
                    yStep,
                    rows,
                    (inner + 1 - first) / 2,
                    n);
        }

        Part addedToItself() {
            return new Part(
                    x, xOffset, rowStep, innerStep, w, wOffset, wStep, y, yOffset, yStep, y, yOffset, yStep, rows,
                    inner, n);
        }

        Part into(float[] sums) {
            return new Part(x, xOffset, rowStep, innerStep, w, wOffset, wStep, null, 0, 0, sums, 0, n, rows, inner, n);
        }
    }
}
