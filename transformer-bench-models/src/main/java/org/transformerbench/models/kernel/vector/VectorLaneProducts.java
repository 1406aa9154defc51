package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorLaneDots.BLOCK;
import static org.transformerbench.models.kernel.vector.VectorLaneDots.COLUMNS;
import static org.transformerbench.models.kernel.vector.VectorLaneDots.DEPTH;
import static org.transformerbench.models.kernel.vector.VectorLaneDots.ROWS;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.LaneProductKernels;
import org.transformerbench.models.kernel.PerThread;
import org.transformerbench.models.kernel.Strides;

/** Matrix products on interleaved tensors in tiles of vectors: every lane multiplies matrices of its own. */
final class VectorLaneProducts implements LaneProductKernels {
    /** With as many columns it is worth copying a weight so that its rows lie side by side. */
    private static final int MANY_COLUMNS = 4;

    /** Contents do not outlive a call: which thread makes it does not matter to its result. */
    private final PerThread<VectorLaneWeights> packed = new PerThread<>(VectorLaneWeights::new);

    private final PerThread<VectorLaneDots> dots = new PerThread<>(VectorLaneDots::new);

    @Override
    public void product(Strides a, Strides b, Strides c, int m, int k, int n, int lanes) {
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

    @Override
    public void weighted(Strides w, Strides x, int[] xColumns, Strides c, int[] cColumns, int m, int k, int lanes) {
        Strides weights = w.row() == 1 || !VectorLaneWeights.LARGE || xColumns.length < MANY_COLUMNS
                ? w
                : packed.get().pack(w, m, k);
        boolean large = VectorLaneWeights.LARGE && weights.row() == 1;
        for (int j = 0; j < xColumns.length; j++) {
            int xAt = x.offset() + xColumns[j];
            int cAt = c.offset() + cColumns[j];
            int lane = 0;
            for (; lane + 2 * LENGTH <= lanes; lane += 2 * LENGTH) {
                int row = 0;
                for (; large && row + 8 <= m; row += 8) {
                    VectorLaneWeights.largeTile(
                            weights.data(),
                            weights.offset() + row,
                            weights.column(),
                            x.data(),
                            xAt + lane,
                            x.row(),
                            c.data(),
                            cAt + row * c.row() + lane,
                            c.row(),
                            k);
                }
                for (; row + 4 <= m; row += 4) {
                    VectorLaneWeights.tile(
                            weights.data(),
                            weights.offset() + row * weights.row(),
                            weights.row(),
                            weights.column(),
                            x.data(),
                            xAt + lane,
                            x.row(),
                            c.data(),
                            cAt + row * c.row() + lane,
                            c.row(),
                            k);
                }
                for (; row < m; row++) {
                    VectorLaneWeights.row(weights, x, c, row, xAt + lane, cAt + lane, k);
                    VectorLaneWeights.row(weights, x, c, row, xAt + lane + LENGTH, cAt + lane + LENGTH, k);
                }
            }
            for (; lane < lanes; lane += LENGTH) {
                int row = 0;
                for (; row + 8 <= m; row += 8) {
                    VectorLaneWeights.column(
                            weights.data(),
                            weights.offset() + row * weights.row(),
                            weights.row(),
                            weights.column(),
                            x.data(),
                            xAt + lane,
                            x.row(),
                            c.data(),
                            cAt + row * c.row() + lane,
                            c.row(),
                            k);
                }
                for (; row < m; row++) {
                    VectorLaneWeights.row(weights, x, c, row, xAt + lane, cAt + lane, k);
                }
            }
        }
    }

    @Override
    public void dot(Strides a, int[] aPairs, Strides b, int[] bPairs, Strides c, int m, int n, int lanes) {
        VectorLaneDots space = dots.get();
        int shift = Integer.numberOfTrailingZeros(lanes / LENGTH);
        int vectors = aPairs.length << shift;
        for (int block = 0; block < n; block += BLOCK) {
            int columns = Math.min(BLOCK, n - block);
            for (int first = 0; first < vectors; first += DEPTH) {
                int depth = Math.min(DEPTH, vectors - first);
                for (int column = 0; column < columns; column += COLUMNS) {
                    int at = b.offset() + (block + column) * b.column();
                    int count = Math.min(COLUMNS, columns - column);
                    VectorLaneDots.copy(
                            b.data(),
                            at,
                            b.column(),
                            count,
                            bPairs,
                            first,
                            depth,
                            shift,
                            space.right,
                            column * depth,
                            COLUMNS);
                }
                for (int row = 0; row < m; row += ROWS) {
                    int rows = Math.min(ROWS, m - row);
                    int at = a.offset() + row * a.row();
                    VectorLaneDots.copy(a.data(), at, a.row(), rows, aPairs, first, depth, shift, space.left, 0, ROWS);
                    for (int column = 0; column < columns; column += COLUMNS) {
                        space.tile(column * depth * LENGTH, depth);
                        int count = Math.min(COLUMNS, columns - column);
                        space.add(c, c.offset() + row * c.row() + (block + column) * c.column(), rows, count);
                    }
                }
            }
        }
    }
}
