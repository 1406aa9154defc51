package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.LaneProductKernels;
import org.transformerbench.models.kernel.PerThread;
import org.transformerbench.models.kernel.Strides;

/**
 * Matrix products on interleaved micro-batches as plain loops. For those of matrices, runs are copied to the beginning of arrays, several
 * side by side. Products of weights, and their gradients, go by the loop of {@link PlainMatmul}: it runs along the lanes of many columns at
 * once for the one, and along columns for the other, whose factor is transposed on the way.
 */
final class PlainLaneProducts implements LaneProductKernels {
    /** Floats of an array, unless one run has more. */
    private static final int LENGTH = 512;

    /** Inner indices of a product that are copied at a time. */
    private static final int DEPTH = 24;

    /** Contents do not outlive a call: which thread makes it does not matter to its result. */
    private final PerThread<ProductSpace> spaces = new PerThread<>(ProductSpace::new);

    private final PerThread<PlainScratch> scratches = new PerThread<>(PlainScratch::new);

    @Override
    public void product(Strides a, Strides b, Strides c, int m, int k, int n, int lanes) {
        int most = Math.max(1, LENGTH / lanes);
        ProductSpace space = spaces.get();
        space.reserve(Math.max(LENGTH, lanes));
        float[] sum = space.sum;
        for (int column = 0; column < n; column += most) {
            int columns = Math.min(most, n - column);
            int length = columns * lanes;
            for (int first = 0; first < k; first += DEPTH) {
                int depth = Math.min(DEPTH, k - first);
                for (int i = 0; i < depth; i++) {
                    load(b, first + i, column, columns, lanes, space.right[i]);
                }
                for (int row = 0; row < m; row++) {
                    if (first == 0) {
                        Arrays.fill(sum, 0, length, 0);
                    } else {
                        load(c, row, column, columns, lanes, sum);
                    }
                    int at = a.offset() + row * a.row() + first * a.column();
                    space.addProducts(a.data(), at, a.column(), depth, lanes, length);
                    for (int j = 0; j < columns; j++) {
                        int to = c.offset() + row * c.row() + (column + j) * c.column();
                        System.arraycopy(sum, j * lanes, c.data(), to, lanes);
                    }
                }
            }
        }
    }

    private static void load(Strides x, int row, int column, int columns, int lanes, float[] to) {
        for (int j = 0; j < columns; j++) {
            int from = x.offset() + row * x.row() + (column + j) * x.column();
            System.arraycopy(x.data(), from, to, j * lanes, lanes);
        }
    }

    /** One thread's arrays for a product of matrices. */
    private static final class ProductSpace {
        private float[][] right = {};
        private final float[][] left = new float[3][];
        private float[] sum = {};
        private float[] zeros = {};

        /** Makes arrays long enough, if they are not. */
        void reserve(int length) {
            if (sum.length < length) {
                right = new float[DEPTH][length];
                Arrays.setAll(left, i -> new float[length]);
                sum = new float[length];
                zeros = new float[length];
            }
        }

        /** Adds up elements of a row times rows of the other factor, three at a time. */
        void addProducts(float[] a, int at, int step, int depth, int lanes, int length) {
            for (int i = 0; i < depth; i += 3) {
                for (int j = 0; j < 3 && i + j < depth; j++) {
                    System.arraycopy(a, at + (i + j) * step, left[j], 0, lanes);
                    PlainRuns.repeat(left[j], lanes, length);
                }
                float[] p = i + 1 < depth ? left[1] : zeros;
                float[] q = i + 2 < depth ? left[2] : zeros;
                float[] u = i + 1 < depth ? right[i + 1] : zeros;
                float[] v = i + 2 < depth ? right[i + 2] : zeros;
                add(left[0], right[i], p, u, q, v, sum, length);
            }
        }
    }

    private static void add(float[] a, float[] b, float[] p, float[] u, float[] q, float[] v, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = y[i] + a[i] * b[i] + p[i] * u[i] + q[i] * v[i];
        }
    }

    @Override
    public void weighted(Strides w, Strides x, int[] xColumns, Strides c, int[] cColumns, int m, int k, int lanes) {
        PlainScratch scratch = scratches.get();
        scratch.alignment.before((long) m * k * xColumns.length * lanes);
        int most = Math.max(1, PlainScratch.LANES / lanes);
        for (int column = 0; column < xColumns.length; column += most) {
            int columns = Math.min(most, xColumns.length - column);
            int depth = PlainScratch.rows(columns * lanes);
            for (int first = 0; first < k; first += depth) {
                int inner = Math.min(depth, k - first);
                for (int i = 0; i < inner; i++) {
                    int at = x.offset() + (first + i) * x.row();
                    load(x.data(), at, xColumns, column, columns, lanes, scratch.factors[i], scratch.first());
                }
                for (int row = 0; row < m; row += PlainMatmul.OUTPUTS) {
                    int count = Math.min(PlainMatmul.OUTPUTS, m - row);
                    int at = c.offset() + row * c.row();
                    for (int i = 0; i < count; i++) {
                        if (first == 0) {
                            Arrays.fill(scratch.sums[i], 0);
                        } else {
                            int from = at + i * c.row();
                            load(c.data(), from, cColumns, column, columns, lanes, scratch.sums[i], scratch.first());
                        }
                    }
                    int from = w.offset() + row * w.row() + first * w.column();
                    PlainMatmul.sum(scratch, w.data(), from, w.row(), w.column(), count, inner, columns * lanes);
                    for (int i = 0; i < count; i++) {
                        for (int j = 0; j < columns; j++) {
                            int to = at + i * c.row() + cColumns[column + j];
                            System.arraycopy(scratch.sums[i], scratch.first() + j * lanes, c.data(), to, lanes);
                        }
                    }
                }
            }
        }
    }

    private static void load(float[] x, int at, int[] columns, int first, int count, int lanes, float[] row, int to) {
        for (int j = 0; j < count; j++) {
            System.arraycopy(x, at + columns[first + j], row, to + j * lanes, lanes);
        }
    }

    @Override
    public void dot(Strides a, int[] aPairs, Strides b, int[] bPairs, Strides c, int m, int n, int lanes) {
        PlainScratch scratch = scratches.get();
        scratch.alignment.before((long) m * n * aPairs.length * lanes);
        if (n >= m) {
            dot(
                    scratch,
                    a.data(),
                    a.offset(),
                    a.row(),
                    aPairs,
                    b.data(),
                    b.offset(),
                    b.column(),
                    bPairs,
                    c,
                    m,
                    n,
                    lanes);
        } else {
            Strides transposed = new Strides(c.data(), c.offset(), c.column(), c.row());
            dot(
                    scratch,
                    b.data(),
                    b.offset(),
                    b.column(),
                    bPairs,
                    a.data(),
                    a.offset(),
                    a.row(),
                    aPairs,
                    transposed,
                    n,
                    m,
                    lanes);
        }
    }

    private static void dot(
            PlainScratch scratch,
            float[] a,
            int aOffset,
            int aStep,
            int[] aPairs,
            float[] b,
            int bOffset,
            int bStep,
            int[] bPairs,
            Strides c,
            int m,
            int n,
            int lanes) {
        for (int column = 0; column < n; column += PlainScratch.LANES) {
            int columns = Math.min(PlainScratch.LANES, n - column);
            int depth = PlainScratch.rows(columns);
            for (int pair = 0; pair < aPairs.length; pair++) {
                for (int lane = 0; lane < lanes; lane += depth) {
                    int inner = Math.min(depth, lanes - lane);
                    int from = bOffset + bPairs[pair] + column * bStep + lane;
                    transpose(b, from, bStep, scratch.factors, scratch.first(), inner, columns);
                    for (int row = 0; row < m; row += PlainMatmul.OUTPUTS) {
                        int count = Math.min(PlainMatmul.OUTPUTS, m - row);
                        int at = c.offset() + row * c.row() + column * c.column();
                        load(c, at, scratch.sums, scratch.first(), count, columns);
                        int left = aOffset + aPairs[pair] + row * aStep + lane;
                        PlainMatmul.sum(scratch, a, left, aStep, 1, count, inner, columns);
                        store(scratch.sums, scratch.first(), c, at, count, columns);
                    }
                }
            }
        }
    }

    /** Columns, which lie a step apart, become the elements of rows. */
    private static void transpose(float[] x, int at, int step, float[][] rows, int to, int depth, int columns) {
        for (int i = 0; i < depth; i++) {
            float[] row = rows[i];
            int from = at + i;
            for (int j = 0; j < columns; j++) {
                row[to + j] = x[from];
                from += step;
            }
        }
    }

    private static void load(Strides c, int at, float[][] rows, int to, int count, int columns) {
        for (int i = 0; i < count; i++) {
            int from = at + i * c.row();
            float[] row = rows[i];
            if (c.column() == 1) {
                System.arraycopy(c.data(), from, row, to, columns);
            } else {
                for (int j = 0; j < columns; j++) {
                    row[to + j] = c.data()[from + j * c.column()];
                }
            }
        }
    }

    private static void store(float[][] rows, int to, Strides c, int at, int count, int columns) {
        for (int i = 0; i < count; i++) {
            int from = at + i * c.row();
            float[] row = rows[i];
            if (c.column() == 1) {
                System.arraycopy(row, to, c.data(), from, columns);
            } else {
                for (int j = 0; j < columns; j++) {
                    c.data()[from + j * c.column()] = row[to + j];
                }
            }
        }
    }
}
