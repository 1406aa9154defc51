package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strides;

/** Products of matrices whose elements are runs of lanes: every lane multiplies matrices of its own. */
final class VectorLaneProducts {
    /** Rows of a tile: four by four sums where there are 32 registers, as with vectors of 512 bits. */
    private static final int ROWS = LENGTH == Kernels.LANES ? 4 : 2;

    private VectorLaneProducts() {}

    static void product(Strides a, Strides b, Strides c, int m, int k, int n, int lanes) {
        int column = 0;
        for (; column + 4 <= n; column += 4) {
            int row = 0;
            for (; row + ROWS <= m; row += ROWS) {
                int aAt = a.offset() + row * a.row();
                int bAt = b.offset() + column * b.column();
                int cAt = c.offset() + row * c.row() + column * c.column();
                for (int i = 0; i < lanes; i += LENGTH) {
                    tile(a, aAt + i, b, bAt + i, c, cAt + i, k);
                }
            }
            for (; row < m; row++) {
                for (int j = column; j < column + 4; j++) {
                    productElement(a, b, c, row, j, k, lanes);
                }
            }
        }
        for (; column < n; column++) {
            for (int row = 0; row < m; row++) {
                productElement(a, b, c, row, column, k, lanes);
            }
        }
    }

    private static void tile(Strides a, int aAt, Strides b, int bAt, Strides c, int cAt, int k) {
        if (ROWS == 4) {
            productSquare(
                    a.data(),
                    aAt,
                    a.row(),
                    a.column(),
                    b.data(),
                    bAt,
                    b.row(),
                    b.column(),
                    c.data(),
                    cAt,
                    c.row(),
                    c.column(),
                    k);
        } else {
            productTile(
                    a.data(),
                    aAt,
                    a.row(),
                    a.column(),
                    b.data(),
                    bAt,
                    b.row(),
                    b.column(),
                    c.data(),
                    cAt,
                    c.row(),
                    c.column(),
                    k);
        }
    }

    /** Four rows of four elements. */
    private static void productSquare(
            float[] a,
            int aAt,
            int aRow,
            int aColumn,
            float[] b,
            int bAt,
            int bRow,
            int bColumn,
            float[] c,
            int cAt,
            int cRow,
            int cColumn,
            int k) {
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
        for (int i = 0; i < k; i++) {
            int left = aAt + i * aColumn;
            int right = bAt + i * bRow;
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
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + cColumn);
        c02.intoArray(c, cAt + 2 * cColumn);
        c03.intoArray(c, cAt + 3 * cColumn);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + cColumn);
        c12.intoArray(c, cAt + cRow + 2 * cColumn);
        c13.intoArray(c, cAt + cRow + 3 * cColumn);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + cColumn);
        c22.intoArray(c, cAt + 2 * cRow + 2 * cColumn);
        c23.intoArray(c, cAt + 2 * cRow + 3 * cColumn);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + cColumn);
        c32.intoArray(c, cAt + 3 * cRow + 2 * cColumn);
        c33.intoArray(c, cAt + 3 * cRow + 3 * cColumn);
    }

    /** Two rows of four elements. */
    private static void productTile(
            float[] a,
            int aAt,
            int aRow,
            int aColumn,
            float[] b,
            int bAt,
            int bRow,
            int bColumn,
            float[] c,
            int cAt,
            int cRow,
            int cColumn,
            int k) {
        FloatVector c00 = of(0);
        FloatVector c01 = of(0);
        FloatVector c02 = of(0);
        FloatVector c03 = of(0);
        FloatVector c10 = of(0);
        FloatVector c11 = of(0);
        FloatVector c12 = of(0);
        FloatVector c13 = of(0);
        for (int i = 0; i < k; i++) {
            int left = aAt + i * aColumn;
            int right = bAt + i * bRow;
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
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + cColumn);
        c02.intoArray(c, cAt + 2 * cColumn);
        c03.intoArray(c, cAt + 3 * cColumn);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + cColumn);
        c12.intoArray(c, cAt + cRow + 2 * cColumn);
        c13.intoArray(c, cAt + cRow + 3 * cColumn);
    }

    private static void productElement(Strides a, Strides b, Strides c, int row, int column, int k, int lanes) {
        int aAt = a.offset() + row * a.row();
        int bAt = b.offset() + column * b.column();
        int cAt = c.offset() + row * c.row() + column * c.column();
        for (int lane = 0; lane < lanes; lane += LENGTH) {
            FloatVector sum = of(0);
            for (int i = 0; i < k; i++) {
                sum = load(a.data(), aAt + lane + i * a.column()).fma(load(b.data(), bAt + lane + i * b.row()), sum);
            }
            sum.intoArray(c.data(), cAt + lane);
        }
    }
}
