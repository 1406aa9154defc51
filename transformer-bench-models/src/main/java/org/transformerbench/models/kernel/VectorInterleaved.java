package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.VectorMath.load;
import static org.transformerbench.models.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;

/** {@link InterleavedKernels} on the Vector API. Tiles have eight sums, few enough for the registers of any processor. */
final class VectorInterleaved implements InterleavedKernels {
    private static final int LANES = 32;

    private static final Functions FUNCTIONS = new VectorFunctions();

    @Override
    public int preferredLanes() {
        return LANES;
    }

    @Override
    public Functions functions() {
        return FUNCTIONS;
    }

    @Override
    public void gather(float[] x, int[] runs, int first, int count, float[] y, int to, int lanes) {
        for (int run = 0; run < count; run++) {
            int from = runs[first + run];
            int at = to + run * lanes;
            for (int i = 0; i < lanes; i += LENGTH) {
                load(x, from + i).intoArray(y, at + i);
            }
        }
    }

    @Override
    public void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector sum = of(0);
            for (int run : runs) {
                sum = sum.add(load(x, from + run + i));
            }
            sum.intoArray(y, to + i);
        }
    }

    @Override
    public void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector largest = of(Float.NEGATIVE_INFINITY);
            for (int run : runs) {
                largest = largest.max(load(x, from + run + i));
            }
            largest.intoArray(y, to + i);
        }
    }

    @Override
    public void softmax(float[] x, int from, int step, float[] y, int to, int toStep, int width, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector largest = load(x, from + i);
            for (int run = 1; run < width; run++) {
                largest = largest.max(load(x, from + i + run * step));
            }
            FloatVector sum = of(0);
            for (int run = 0; run < width; run++) {
                FloatVector power =
                        VectorMath.exp(load(x, from + i + run * step).sub(largest));
                power.intoArray(y, to + i + run * toStep);
                sum = sum.add(power);
            }
            FloatVector factor = of(1).div(sum);
            for (int run = 0; run < width; run++) {
                int at = to + i + run * toStep;
                load(y, at).mul(factor).intoArray(y, at);
            }
        }
    }

    @Override
    public void product(Strides a, Strides b, Strides c, int m, int k, int n, int lanes) {
        VectorLaneProducts.product(a, b, c, m, k, n, lanes);
    }

    @Override
    public void weighted(Strides w, Strides x, int[] xColumns, Strides c, int[] cColumns, int m, int k, int lanes) {
        for (int j = 0; j < xColumns.length; j++) {
            int xAt = x.offset() + xColumns[j];
            int cAt = c.offset() + cColumns[j];
            int lane = 0;
            for (; lane + 2 * LENGTH <= lanes; lane += 2 * LENGTH) {
                int row = 0;
                for (; row + 4 <= m; row += 4) {
                    weightedTile(
                            w.data(),
                            w.offset() + row * w.row(),
                            w.row(),
                            w.column(),
                            x.data(),
                            xAt + lane,
                            x.row(),
                            c.data(),
                            cAt + row * c.row() + lane,
                            c.row(),
                            k);
                }
                for (; row < m; row++) {
                    weightedRow(w, x, c, row, xAt + lane, cAt + lane, k);
                    weightedRow(w, x, c, row, xAt + lane + LENGTH, cAt + lane + LENGTH, k);
                }
            }
            for (; lane < lanes; lane += LENGTH) {
                int row = 0;
                for (; row + 8 <= m; row += 8) {
                    weightedColumn(
                            w.data(),
                            w.offset() + row * w.row(),
                            w.row(),
                            w.column(),
                            x.data(),
                            xAt + lane,
                            x.row(),
                            c.data(),
                            cAt + row * c.row() + lane,
                            c.row(),
                            k);
                }
                for (; row < m; row++) {
                    weightedRow(w, x, c, row, xAt + lane, cAt + lane, k);
                }
            }
        }
    }

    /** Four rows of two vectors. */
    private static void weightedTile(
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
    private static void weightedColumn(
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

    private static void weightedRow(Strides w, Strides x, Strides c, int row, int xAt, int cAt, int k) {
        FloatVector sum = of(0);
        for (int i = 0; i < k; i++) {
            float weight = w.data()[w.offset() + row * w.row() + i * w.column()];
            sum = load(x.data(), xAt + i * x.row()).fma(of(weight), sum);
        }
        sum.intoArray(c.data(), cAt + row * c.row());
    }

    @Override
    public void dot(Strides a, int[] aPairs, Strides b, int[] bPairs, Strides c, int m, int n, int lanes) {
        VectorLaneDots.dot(a, aPairs, b, bPairs, c, m, n, lanes);
    }

    @Override
    public void laneSums(float[] x, int[] runs, float[] sums, int lanes) {
        for (int run = 0; run < runs.length; run++) {
            FloatVector sum = load(x, runs[run]);
            for (int lane = LENGTH; lane < lanes; lane += LENGTH) {
                sum = sum.add(load(x, runs[run] + lane));
            }
            sums[run] += VectorMath.sum(sum);
        }
    }
}
