package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.BlockedAttention;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;
import org.transformerbench.models.kernel.plain.PlainKernels;

/**
 * What {@link VectorKernels} and {@link ScalarKernels} have in common: how products and attention are put together from blocks, on
 * which the order of each sum depends.
 */
abstract class BlockKernels implements Kernels {
    /** With more, it is worth more to skip what is hidden than to compute the heads that share a vector at once. */
    private static final int MOST_GROUPED_POSITIONS = 32;

    /** For what does not fill a vector. */
    private final Kernels rest = new PlainKernels();

    private final HeadGroup group;
    private final QueryLanes lanes;

    BlockKernels(HeadGroup group, QueryLanes lanes) {
        this.group = group;
        this.lanes = lanes;
    }

    /** {@link #attention} of the last position, for heads that share a vector. */
    abstract void lastAttention(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out);

    /** The gradients of {@link #lastAttention}. */
    abstract void lastAttentionBackward(
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues);

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
        group.product(
                x, xOffset, xStride, 1, w, 0, n, addend, addendOffset, addendStep, y, yOffset, yStride, rows, k, n);
    }

    @Override
    public int panel() {
        return Panels.PANEL;
    }

    @Override
    public void linear(Strided x, float[] w, float[] bias, Strided y, int rows, int k, int n, boolean accumulate) {
        Panels.linear(group, x, w, bias, y, rows, k, n, accumulate);
    }

    @Override
    public void linearGradient(Strided x, Strided dy, float[] dw, int rows, int k, int n, float[] scratch) {
        Panels.gradient(group, x, dy, dw, rows, k, n, scratch);
    }

    private boolean groups(int positions, int headWidth) {
        return positions <= MOST_GROUPED_POSITIONS && sharesVector(headWidth);
    }

    private boolean sharesVector(int headWidth) {
        return Integer.bitCount(headWidth) == 1 && headWidth <= group.length();
    }

    @Override
    public int attentionWeights(int positions, int heads, int headWidth, boolean wholeVectors, boolean lastOnly) {
        if (lastOnly) {
            return positions * Kernels.stride(heads * headWidth);
        }
        return wholeVectors && groups(positions, headWidth)
                ? GroupedAttention.weights(positions, heads)
                : heads * BlockedAttention.weights(positions, lanes.block());
    }

    @Override
    public void attention(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        if (layout.lastOnly() && layout.wholeVectors() && sharesVector(layout.headWidth())) {
            lastAttention(layout, queries, keys, values, weights, out);
        } else if (layout.lastOnly()) {
            rest.attention(layout, queries, keys, values, weights, out);
        } else if (layout.wholeVectors() && groups(layout.positions(), layout.headWidth())) {
            GroupedAttention.forward(group, layout, queries, keys, values, weights, out);
        } else {
            BlockedAttention.forward(layout, lanes, queries, keys, values, weights, out);
        }
    }

    @Override
    public void attentionBackward(
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues) {
        if (layout.lastOnly() && layout.wholeVectors() && sharesVector(layout.headWidth())) {
            lastAttentionBackward(layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        } else if (layout.lastOnly()) {
            rest.attentionBackward(layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        } else if (layout.wholeVectors() && groups(layout.positions(), layout.headWidth())) {
            GroupedAttention.backward(group, layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        } else {
            BlockedAttention.backward(layout, lanes, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        }
    }
}
