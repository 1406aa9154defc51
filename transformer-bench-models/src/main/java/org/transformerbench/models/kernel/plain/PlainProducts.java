package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.PerThread;
import org.transformerbench.models.kernel.ProductKernels;
import org.transformerbench.models.kernel.Strided;

/** Matrix products on {@link PlainMatmul}. */
final class PlainProducts implements ProductKernels {
    /** Contents do not outlive a call: which thread makes it does not matter to its result. */
    private final PerThread<PlainScratch> scratch = new PerThread<>(PlainScratch::new);

    /** Of this thread. */
    PlainScratch scratch() {
        return scratch.get();
    }

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
        PlainMatmul.product(
                scratch(),
                x,
                xOffset,
                xStride,
                1,
                w,
                0,
                n,
                addend,
                addendOffset,
                addendStep,
                y,
                yOffset,
                yStride,
                rows,
                k,
                n);
    }

    /** One panel: the product packs what it needs by itself. */
    @Override
    public int panel() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void linear(Strided x, float[] w, float[] bias, Strided y, int rows, int k, int n, boolean accumulate) {
        matmul(x.array(), x.offset(), x.stride(), w, bias, y.array(), y.offset(), y.stride(), rows, k, n, accumulate);
    }

    @Override
    public void linearGradient(Strided x, Strided dy, float[] dw, int rows, int k, int n, float[] unused) {
        PlainMatmul.product(
                scratch(),
                x.array(),
                x.offset(),
                1,
                x.stride(),
                dy.array(),
                dy.offset(),
                dy.stride(),
                dw,
                0,
                n,
                dw,
                0,
                n,
                k,
                rows,
                n);
    }

    @Override
    public void columnSums(float[] dy, float[] sums, int rows, int n) {
        int row = 0;
        // Four rows at a time: a sum is loaded and stored once for all of them.
        for (; row + 4 <= rows; row += 4) {
            int a = row * n;
            int b = a + n;
            int c = b + n;
            int d = c + n;
            for (int j = 0; j < n; j++) {
                sums[j] = sums[j] + dy[a + j] + dy[b + j] + dy[c + j] + dy[d + j];
            }
        }
        for (; row < rows; row++) {
            for (int j = 0; j < n; j++) {
                sums[j] += dy[row * n + j];
            }
        }
    }
}
