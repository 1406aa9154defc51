package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.VectorMath.load;
import static org.transformerbench.models.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;

/** Inner products over the lanes: the gradients of weights. */
final class VectorLaneDots {
    /** Rows of a tile: four by four sums where there are 32 registers, as with vectors of 512 bits. */
    private static final int ROWS = LENGTH == Kernels.LANES ? 4 : 2;

    private VectorLaneDots() {}

    static void dot(Strides a, int[] aPairs, Strides b, int[] bPairs, Strides c, int m, int n, int lanes) {
        int shift = Integer.numberOfTrailingZeros(lanes / LENGTH);
        float[] sums = new float[4 * ROWS * LENGTH];
        int row = 0;
        for (; row + ROWS <= m; row += ROWS) {
            int column = 0;
            for (; column + 4 <= n; column += 4) {
                tile(a, row, aPairs, b, column, bPairs, shift, sums);
                int at = c.offset() + row * c.row() + column * c.column();
                for (int i = 0; i < ROWS; i++) {
                    for (int j = 0; j < 4; j++) {
                        c.data()[at + i * c.row() + j * c.column()] += total(sums, (4 * i + j) * LENGTH);
                    }
                }
            }
            for (; column < n; column++) {
                for (int i = 0; i < ROWS; i++) {
                    dotElement(a, aPairs, b, bPairs, c, row + i, column, shift);
                }
            }
        }
        for (; row < m; row++) {
            for (int column = 0; column < n; column++) {
                dotElement(a, aPairs, b, bPairs, c, row, column, shift);
            }
        }
    }

    private static void tile(
            Strides a, int row, int[] aPairs, Strides b, int column, int[] bPairs, int shift, float[] sums) {
        int aAt = a.offset() + row * a.row();
        int bAt = b.offset() + column * b.column();
        if (ROWS == 4) {
            dotSquare(a.data(), aAt, a.row(), aPairs, b.data(), bAt, b.column(), bPairs, shift, sums);
        } else {
            dotTile(a.data(), aAt, a.row(), aPairs, b.data(), bAt, b.column(), bPairs, shift, sums);
        }
    }

    /** Four rows of four elements. */
    private static void dotSquare(
            float[] a,
            int aFirst,
            int aRow,
            int[] aPairs,
            float[] b,
            int bFirst,
            int bColumn,
            int[] bPairs,
            int shift,
            float[] sums) {
        FloatVector c00 = of(0);
        FloatVector c01 = of(0);
        FloatVector c02 = of(0);
        FloatVector c03 = of(0);
        FloatVector c10 = of(0);
        FloatVector c11 = of(0);
        FloatVector c12 = of(0);
        FloatVector c13 = of(0);
        FloatVector c20 = of(0);
        FloatVector c21 = of(0);
        FloatVector c22 = of(0);
        FloatVector c23 = of(0);
        FloatVector c30 = of(0);
        FloatVector c31 = of(0);
        FloatVector c32 = of(0);
        FloatVector c33 = of(0);
        int mask = (1 << shift) - 1;
        int count = aPairs.length << shift;
        for (int i = 0; i < count; i++) {
            int lane = (i & mask) * LENGTH;
            int left = aFirst + aPairs[i >> shift] + lane;
            int right = bFirst + bPairs[i >> shift] + lane;
            FloatVector a0 = load(a, left);
            FloatVector a1 = load(a, left + aRow);
            FloatVector a2 = load(a, left + 2 * aRow);
            FloatVector a3 = load(a, left + 3 * aRow);
            FloatVector b0 = load(b, right);
            c00 = a0.fma(b0, c00);
            c10 = a1.fma(b0, c10);
            c20 = a2.fma(b0, c20);
            c30 = a3.fma(b0, c30);
            FloatVector b1 = load(b, right + bColumn);
            c01 = a0.fma(b1, c01);
            c11 = a1.fma(b1, c11);
            c21 = a2.fma(b1, c21);
            c31 = a3.fma(b1, c31);
            FloatVector b2 = load(b, right + 2 * bColumn);
            c02 = a0.fma(b2, c02);
            c12 = a1.fma(b2, c12);
            c22 = a2.fma(b2, c22);
            c32 = a3.fma(b2, c32);
            FloatVector b3 = load(b, right + 3 * bColumn);
            c03 = a0.fma(b3, c03);
            c13 = a1.fma(b3, c13);
            c23 = a2.fma(b3, c23);
            c33 = a3.fma(b3, c33);
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, LENGTH);
        c02.intoArray(sums, 2 * LENGTH);
        c03.intoArray(sums, 3 * LENGTH);
        c10.intoArray(sums, 4 * LENGTH);
        c11.intoArray(sums, 5 * LENGTH);
        c12.intoArray(sums, 6 * LENGTH);
        c13.intoArray(sums, 7 * LENGTH);
        c20.intoArray(sums, 8 * LENGTH);
        c21.intoArray(sums, 9 * LENGTH);
        c22.intoArray(sums, 10 * LENGTH);
        c23.intoArray(sums, 11 * LENGTH);
        c30.intoArray(sums, 12 * LENGTH);
        c31.intoArray(sums, 13 * LENGTH);
        c32.intoArray(sums, 14 * LENGTH);
        c33.intoArray(sums, 15 * LENGTH);
    }

    /** In one loop: vectors that are summed up through nested ones go to the heap. */
    private static void dotTile(
            float[] a,
            int aFirst,
            int aRow,
            int[] aPairs,
            float[] b,
            int bFirst,
            int bColumn,
            int[] bPairs,
            int shift,
            float[] sums) {
        FloatVector c00 = of(0);
        FloatVector c01 = of(0);
        FloatVector c02 = of(0);
        FloatVector c03 = of(0);
        FloatVector c10 = of(0);
        FloatVector c11 = of(0);
        FloatVector c12 = of(0);
        FloatVector c13 = of(0);
        int mask = (1 << shift) - 1;
        int count = aPairs.length << shift;
        for (int i = 0; i < count; i++) {
            int lane = (i & mask) * LENGTH;
            int left = aFirst + aPairs[i >> shift] + lane;
            int right = bFirst + bPairs[i >> shift] + lane;
            FloatVector a0 = load(a, left);
            FloatVector a1 = load(a, left + aRow);
            FloatVector b0 = load(b, right);
            c00 = a0.fma(b0, c00);
            c10 = a1.fma(b0, c10);
            FloatVector b1 = load(b, right + bColumn);
            c01 = a0.fma(b1, c01);
            c11 = a1.fma(b1, c11);
            FloatVector b2 = load(b, right + 2 * bColumn);
            c02 = a0.fma(b2, c02);
            c12 = a1.fma(b2, c12);
            FloatVector b3 = load(b, right + 3 * bColumn);
            c03 = a0.fma(b3, c03);
            c13 = a1.fma(b3, c13);
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, LENGTH);
        c02.intoArray(sums, 2 * LENGTH);
        c03.intoArray(sums, 3 * LENGTH);
        c10.intoArray(sums, 4 * LENGTH);
        c11.intoArray(sums, 5 * LENGTH);
        c12.intoArray(sums, 6 * LENGTH);
        c13.intoArray(sums, 7 * LENGTH);
    }

    /** In four parts, so that no sum waits for the one before. */
    private static float total(float[] x, int from) {
        float first = 0;
        float second = 0;
        float third = 0;
        float fourth = 0;
        for (int i = from; i < from + LENGTH; i += 4) {
            first += x[i];
            second += x[i + 1];
            third += x[i + 2];
            fourth += x[i + 3];
        }
        return first + second + (third + fourth);
    }

    private static void dotElement(
            Strides a, int[] aPairs, Strides b, int[] bPairs, Strides c, int row, int column, int shift) {
        int aAt = a.offset() + row * a.row();
        int bAt = b.offset() + column * b.column();
        int mask = (1 << shift) - 1;
        FloatVector sum = of(0);
        for (int i = 0; i < aPairs.length << shift; i++) {
            int lane = (i & mask) * LENGTH;
            sum = load(a.data(), aAt + aPairs[i >> shift] + lane)
                    .fma(load(b.data(), bAt + bPairs[i >> shift] + lane), sum);
        }
        c.data()[c.offset() + row * c.row() + column * c.column()] += VectorMath.sum(sum);
    }
}
