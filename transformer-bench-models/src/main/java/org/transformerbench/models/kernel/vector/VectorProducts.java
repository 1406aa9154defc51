package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.ProductKernels;
import org.transformerbench.models.kernel.Strided;

/**
 * Matrix products on {@link VectorMatmul}. Those with weights in panels are cut so that what is read again and again stays in the
 * first-level cache: a piece of a panel there and all rows of the other factor along it.
 */
final class VectorProducts implements ProductKernels {
    /** Rows of a panel at a time: 32 columns of these are 32 KB. */
    private static final int INNER = 256;

    /** A row of this many floats or more takes up its own page or cache sets, so that columns are packed before use. */
    private static final int LONG_STRIDE = 128;

    /** Columns of x per packed block: three vectors, eight times six rows of the result. */
    private static final int BLOCK = 48;

    /** Columns of a panel: two 512-bit vectors. */
    private static final int PANEL = 32;

    /** So many packed blocks and one packed panel fit into {@link ProductKernels#SCRATCH}. */
    private static final int BLOCKS = (SCRATCH / INNER - PANEL) / BLOCK;

    @Override
    public void matmul(
            float[] x,
            int xOffset,
            int xStride,
            float[] w,
            float[] bias,
            float[] y,
            int yOffset,
            int yStride,
            int rows,
            int k,
            int n,
            boolean accumulate) {
        float[] addend = accumulate ? y : bias;
        int addendOffset = accumulate ? yOffset : 0;
        int addendStep = accumulate ? yStride : 0;
        VectorMatmul.product(
                x, xOffset, xStride, 1, w, 0, n, addend, addendOffset, addendStep, y, yOffset, yStride, rows, k, n);
    }

    @Override
    public int panel() {
        return PANEL;
    }

    @Override
    public void linear(Strided x, float[] w, float[] bias, Strided y, int rows, int k, int n, boolean accumulate) {
        int pieces = (k + INNER - 1) / INNER;
        for (int piece = 0; piece < pieces; piece++) {
            int from = k * piece / pieces;
            int inner = k * (piece + 1) / pieces - from;
            boolean add = accumulate || piece > 0;
            for (int column = 0; column < n; column += PANEL) {
                int width = Math.min(PANEL, n - column);
                VectorMatmul.product(
                        x.array(),
                        x.offset() + from,
                        x.stride(),
                        1,
                        w,
                        column * k + from * width,
                        width,
                        add ? y.array() : bias,
                        add ? y.offset() + column : column,
                        add ? y.stride() : 0,
                        y.array(),
                        y.offset() + column,
                        y.stride(),
                        rows,
                        inner,
                        width);
            }
        }
    }

    @Override
    public void linearGradient(Strided x, Strided dy, float[] dw, int rows, int k, int n, float[] scratch) {
        int pieces = (rows + INNER - 1) / INNER;
        for (int piece = 0; piece < pieces; piece++) {
            int from = rows * piece / pieces;
            int inner = rows * (piece + 1) / pieces - from;
            Strided left = new Strided(x.array(), x.row(from), x.stride());
            Strided right = new Strided(dy.array(), dy.row(from), dy.stride());
            if (x.stride() < LONG_STRIDE) {
                columns(left, right, dw, inner, k, n, scratch);
                continue;
            }
            for (int column = 0; column < k; column += BLOCKS * BLOCK) {
                int count = Math.min(BLOCKS * BLOCK, k - column);
                for (int block = 0; block < count; block += BLOCK) {
                    int width = Math.min(BLOCK, Kernels.stride(count - block));
                    pack(left, column + block, width, inner, scratch, INNER * (PANEL + block), BLOCK);
                }
                packedColumns(right, dw, inner, column, count, k, n, scratch);
            }
        }
    }

    private static void packedColumns(
            Strided dy, float[] dw, int inner, int first, int count, int k, int n, float[] scratch) {
        for (int column = 0; column < n; column += PANEL) {
            int width = Math.min(PANEL, n - column);
            Strided panel = panel(dy, column, width, inner, scratch);
            for (int block = 0; block < count; block += BLOCK) {
                int at = column * k + (first + block) * width;
                VectorMatmul.product(
                        scratch,
                        INNER * (PANEL + block),
                        1,
                        BLOCK,
                        panel.array(),
                        panel.offset(),
                        panel.stride(),
                        dw,
                        at,
                        width,
                        dw,
                        at,
                        width,
                        Math.min(BLOCK, count - block),
                        inner,
                        width);
            }
        }
    }

    private static void columns(Strided x, Strided dy, float[] dw, int inner, int k, int n, float[] scratch) {
        for (int column = 0; column < n; column += PANEL) {
            int width = Math.min(PANEL, n - column);
            Strided panel = panel(dy, column, width, inner, scratch);
            int at = column * k;
            VectorMatmul.product(
                    x.array(),
                    x.offset(),
                    1,
                    x.stride(),
                    panel.array(),
                    panel.offset(),
                    panel.stride(),
                    dw,
                    at,
                    width,
                    dw,
                    at,
                    width,
                    k,
                    inner,
                    width);
        }
    }

    private static Strided panel(Strided dy, int column, int width, int inner, float[] scratch) {
        if (dy.stride() < LONG_STRIDE) {
            return new Strided(dy.array(), dy.offset() + column, dy.stride());
        }
        pack(dy, column, width, inner, scratch, 0, width);
        return new Strided(scratch, 0, width);
    }

    private static void pack(Strided from, int column, int width, int rows, float[] to, int offset, int stride) {
        for (int row = 0; row < rows; row++) {
            int source = from.row(row) + column;
            int target = offset + row * stride;
            for (int i = 0; i < width; i += LENGTH) {
                load(from.array(), source + i).intoArray(to, target + i);
            }
        }
    }

    @Override
    public void columnSums(float[] dy, float[] sums, int rows, int n) {
        int j = 0;
        // Four columns of vectors at a time, none of which has to wait for another.
        for (; j + 4 * LENGTH <= n; j += 4 * LENGTH) {
            FloatVector a = load(sums, j);
            FloatVector b = load(sums, j + LENGTH);
            FloatVector c = load(sums, j + 2 * LENGTH);
            FloatVector d = load(sums, j + 3 * LENGTH);
            for (int row = 0, at = j; row < rows; row++, at += n) {
                a = a.add(load(dy, at));
                b = b.add(load(dy, at + LENGTH));
                c = c.add(load(dy, at + 2 * LENGTH));
                d = d.add(load(dy, at + 3 * LENGTH));
            }
            a.intoArray(sums, j);
            b.intoArray(sums, j + LENGTH);
            c.intoArray(sums, j + 2 * LENGTH);
            d.intoArray(sums, j + 3 * LENGTH);
        }
        for (; j < n; j += LENGTH) {
            FloatVector a = load(sums, j);
            for (int row = 0, at = j; row < rows; row++, at += n) {
                a = a.add(load(dy, at));
            }
            a.intoArray(sums, j);
        }
    }
}
