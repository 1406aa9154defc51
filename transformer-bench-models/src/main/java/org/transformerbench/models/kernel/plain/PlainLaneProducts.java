package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.Strides;

/**
 * Products of weights, and their gradients, on interleaved micro-batches, by the loop of {@link PlainMatmul}: it runs along the lanes of
 * many columns at once for the one, and along columns for the other, whose factor is transposed on the way.
 */
final class PlainLaneProducts {
    private PlainLaneProducts() {}

    /** See {@link InterleavedKernels#weighted}. */
    static void weighted(
            PlainScratch scratch,
            Strides w,
            Strides x,
            int[] xColumns,
            Strides c,
            int[] cColumns,
            int m,
            int k,
            int lanes) {
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

    /** See {@link InterleavedKernels#dot}. */
    static void dot(
            PlainScratch scratch,
            Strides a,
            int[] aPairs,
            Strides b,
            int[] bPairs,
            Strides c,
            int m,
            int n,
            int lanes) {
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
