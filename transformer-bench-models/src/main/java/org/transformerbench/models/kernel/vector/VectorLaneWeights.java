package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strides;

/** Tiles of the product of a weight and a matrix whose elements are runs of lanes. */
final class VectorLaneWeights {
    /** Whether there are 32 registers, as with vectors of 512 bits. */
    static final boolean LARGE = LENGTH == Kernels.LANES;

    /** Of one thread. */
    private float[] packed = {};

    /** A weight whose rows lie side by side. */
    Strides pack(Strides w, int m, int k) {
        if (packed.length < m * k) {
            packed = new float[m * k];
        }
        for (int row = 0; row < m; row++) {
            int from = w.offset() + row * w.row();
            for (int i = 0; i < k; i++) {
                packed[i * m + row] = w.data()[from + i * w.column()];
            }
        }
        return new Strides(packed, 0, 1, m);
    }

    /** Eight rows of two vectors, of weights whose rows lie side by side. */
    static void largeTile(
            float[] w, int wAt, int wColumn, float[] x, int xAt, int xRow, float[] c, int cAt, int cRow, int k) {
        FloatVector c00 = of(0);
        FloatVector c01 = of(0);
        FloatVector c10 = of(0);
        FloatVector c11 = of(0);
        FloatVector c20 = of(0);
        FloatVector c21 = of(0);
        FloatVector c30 = of(0);
        FloatVector c31 = of(0);
        FloatVector c40 = of(0);
        FloatVector c41 = of(0);
        FloatVector c50 = of(0);
        FloatVector c51 = of(0);
        FloatVector c60 = of(0);
        FloatVector c61 = of(0);
        FloatVector c70 = of(0);
        FloatVector c71 = of(0);
        for (int i = 0; i < k; i++) {
            int weight = wAt + i * wColumn;
            FloatVector x0 = load(x, xAt + i * xRow);
            FloatVector x1 = load(x, xAt + i * xRow + LENGTH);
            FloatVector w0 = of(w[weight]);
            c00 = x0.fma(w0, c00);
            c01 = x1.fma(w0, c01);
            FloatVector w1 = of(w[weight + 1]);
            c10 = x0.fma(w1, c10);
            c11 = x1.fma(w1, c11);
            FloatVector w2 = of(w[weight + 2]);
            c20 = x0.fma(w2, c20);
            c21 = x1.fma(w2, c21);
            FloatVector w3 = of(w[weight + 3]);
            c30 = x0.fma(w3, c30);
            c31 = x1.fma(w3, c31);
            FloatVector w4 = of(w[weight + 4]);
            c40 = x0.fma(w4, c40);
            c41 = x1.fma(w4, c41);
            FloatVector w5 = of(w[weight + 5]);
            c50 = x0.fma(w5, c50);
            c51 = x1.fma(w5, c51);
            FloatVector w6 = of(w[weight + 6]);
            c60 = x0.fma(w6, c60);
            c61 = x1.fma(w6, c61);
            FloatVector w7 = of(w[weight + 7]);
            c70 = x0.fma(w7, c70);
            c71 = x1.fma(w7, c71);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LENGTH);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + LENGTH);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + LENGTH);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + LENGTH);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + LENGTH);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + LENGTH);
        c60.intoArray(c, cAt + 6 * cRow);
        c61.intoArray(c, cAt + 6 * cRow + LENGTH);
        c70.intoArray(c, cAt + 7 * cRow);
        c71.intoArray(c, cAt + 7 * cRow + LENGTH);
    }

    /** Four rows of two vectors. */
    static void tile(
            float[] w,
            int wAt,
            int wRow,
            int wColumn,
            float[] x,
            int xAt,
            int xRow,
            float[] c,
            int cAt,
            int cRow,
            int k) {
        FloatVector c00 = of(0);
        FloatVector c01 = of(0);
        FloatVector c10 = of(0);
        FloatVector c11 = of(0);
        FloatVector c20 = of(0);
        FloatVector c21 = of(0);
        FloatVector c30 = of(0);
        FloatVector c31 = of(0);
        for (int i = 0; i < k; i++) {
            int weight = wAt + i * wColumn;
            FloatVector x0 = load(x, xAt + i * xRow);
            FloatVector x1 = load(x, xAt + i * xRow + LENGTH);
            FloatVector w0 = of(w[weight]);
            c00 = x0.fma(w0, c00);
            c01 = x1.fma(w0, c01);
            FloatVector w1 = of(w[weight + wRow]);
            c10 = x0.fma(w1, c10);
            c11 = x1.fma(w1, c11);
            FloatVector w2 = of(w[weight + 2 * wRow]);
            c20 = x0.fma(w2, c20);
            c21 = x1.fma(w2, c21);
            FloatVector w3 = of(w[weight + 3 * wRow]);
            c30 = x0.fma(w3, c30);
            c31 = x1.fma(w3, c31);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LENGTH);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + LENGTH);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + LENGTH);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + LENGTH);
    }

    /** Eight rows of one vector. */
    static void column(
            float[] w,
            int wAt,
            int wRow,
            int wColumn,
            float[] x,
            int xAt,
            int xRow,
            float[] c,
            int cAt,
            int cRow,
            int k) {
        FloatVector c0 = of(0);
        FloatVector c1 = of(0);
        FloatVector c2 = of(0);
        FloatVector c3 = of(0);
        FloatVector c4 = of(0);
        FloatVector c5 = of(0);
        FloatVector c6 = of(0);
        FloatVector c7 = of(0);
        for (int i = 0; i < k; i++) {
            int weight = wAt + i * wColumn;
            FloatVector value = load(x, xAt + i * xRow);
            c0 = value.fma(of(w[weight]), c0);
            c1 = value.fma(of(w[weight + wRow]), c1);
            c2 = value.fma(of(w[weight + 2 * wRow]), c2);
            c3 = value.fma(of(w[weight + 3 * wRow]), c3);
            c4 = value.fma(of(w[weight + 4 * wRow]), c4);
            c5 = value.fma(of(w[weight + 5 * wRow]), c5);
            c6 = value.fma(of(w[weight + 6 * wRow]), c6);
            c7 = value.fma(of(w[weight + 7 * wRow]), c7);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
        c4.intoArray(c, cAt + 4 * cRow);
        c5.intoArray(c, cAt + 5 * cRow);
        c6.intoArray(c, cAt + 6 * cRow);
        c7.intoArray(c, cAt + 7 * cRow);
    }

    static void row(Strides w, Strides x, Strides c, int row, int xAt, int cAt, int k) {
        FloatVector sum = of(0);
        for (int i = 0; i < k; i++) {
            float weight = w.data()[w.offset() + row * w.row() + i * w.column()];
            sum = load(x.data(), xAt + i * x.row()).fma(of(weight), sum);
        }
        sum.intoArray(c.data(), cAt + row * c.row());
    }
}
