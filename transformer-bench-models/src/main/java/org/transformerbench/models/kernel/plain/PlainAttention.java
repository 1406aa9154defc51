package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.BlockedAttention;
import org.transformerbench.models.kernel.BlockedSpace;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.PerThread;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;

/** Attention as plain loops: of the last position, over few positions, or in blocks. */
final class PlainAttention implements AttentionKernels {
    /** Contents do not outlive a call: which thread makes it does not matter to its result. */
    private final PerThread<BlockedSpace> spaces = new PerThread<>(() -> null);

    private final QueryLanes lanes;

    PlainAttention(PlainProducts products) {
        this.lanes = new PlainQueryLanes(products);
    }

    @Override
    public int savedFloats(int positions, int heads, int headWidth, boolean wholeVectors, boolean lastOnly) {
        if (lastOnly) {
            return positions * heads;
        }
        return HeadLayout.isShort(positions)
                ? HeadLayout.pairs(positions) * Kernels.stride(heads * headWidth)
                : heads * BlockedAttention.weights(positions, lanes.block());
    }

    @Override
    public void forward(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        if (layout.lastOnly()) {
            new PlainLastAttention(layout, queries, keys, values, weights).forward(out);
        } else if (HeadLayout.isShort(layout.positions())) {
            new PlainShortAttention(layout, queries, keys, values, weights).forward(out);
        } else {
            blocked(layout, queries, keys, values, weights).forward(out);
        }
    }

    @Override
    public void backward(
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues) {
        if (layout.lastOnly()) {
            new PlainLastAttention(layout, queries, keys, values, weights).backward(dOut, dQueries, dKeys, dValues);
        } else if (HeadLayout.isShort(layout.positions()) && layout.fillsVectors()) {
            new PlainShortAttention(layout, queries, keys, values, weights).backward(dOut, dQueries, dKeys, dValues);
        } else if (HeadLayout.isShort(layout.positions())) {
            new PlainShortAttention(layout, queries, keys, values, weights)
                    .backwardApart(dOut, dQueries, dKeys, dValues);
        } else {
            blocked(layout, queries, keys, values, weights).backward(dOut, dQueries, dKeys, dValues);
        }
    }

    private BlockedAttention blocked(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights) {
        BlockedSpace space = BlockedSpace.of(spaces, layout, lanes.block());
        return new BlockedAttention(layout, lanes, space, queries, keys, values, weights);
    }

    @Override
    public void causalSoftmax(float[] x, int stride, int earlier, int rows, float scale) {
        for (int row = 0; row < rows; row++) {
            int from = row * stride;
            int last = earlier + row;
            float largest = Float.NEGATIVE_INFINITY;
            for (int j = 0; j <= last; j++) {
                largest = Math.max(largest, x[from + j]);
            }
            for (int j = 0; j <= last; j++) {
                x[from + j] = FastMath.exp(scale * (x[from + j] - largest));
            }
            Arrays.fill(x, from + last + 1, from + stride, 0);
            float inverse = 1 / Arithmetic.sum(x, from, Kernels.stride(last + 1));
            for (int j = 0; j <= last; j++) {
                x[from + j] *= inverse;
            }
        }
    }
}
