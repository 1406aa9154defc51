package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.BlockedAttention;
import org.transformerbench.models.kernel.BlockedSpace;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.PerThread;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;

/** Attention on vectors: of the last position, over few positions, or in blocks. */
final class VectorAttention implements AttentionKernels {
    /** For heads of the last position that do not fill vectors. */
    private final AttentionKernels rest;

    /** Contents do not outlive a call: which thread makes it does not matter to its result. */
    private final PerThread<GroupedSpace> spaces = new PerThread<>(() -> null);

    private final PerThread<BlockedSpace> blockedSpaces = new PerThread<>(() -> null);

    private final QueryLanes lanes = new VectorQueryLanes();

    VectorAttention(AttentionKernels rest) {
        this.rest = rest;
    }

    @Override
    public int savedFloats(int positions, int heads, int headWidth, boolean wholeVectors, boolean lastOnly) {
        if (lastOnly) {
            return positions * Kernels.stride(heads * headWidth);
        }
        return wholeVectors && HeadLayout.isShort(positions) && HeadLayout.fillsVectors(headWidth)
                ? VectorShortAttention.weights(positions, heads)
                : heads * BlockedAttention.weights(positions, lanes.block());
    }

    @Override
    public void forward(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        if (layout.lastOnly() && layout.fillsVectors()) {
            new VectorLastAttention(layout, queries, keys, values, weights).forward(out);
        } else if (layout.lastOnly()) {
            rest.forward(layout, queries, keys, values, weights, out);
        } else if (layout.fillsVectors() && HeadLayout.isShort(layout.positions())) {
            new VectorShortAttention(layout, space(layout), queries, keys, values, weights).forward(out);
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
        if (layout.lastOnly() && layout.fillsVectors()) {
            new VectorLastAttention(layout, queries, keys, values, weights).backward(dOut, dQueries, dKeys, dValues);
        } else if (layout.lastOnly()) {
            rest.backward(layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        } else if (layout.fillsVectors() && HeadLayout.isShort(layout.positions())) {
            new VectorShortAttention(layout, space(layout), queries, keys, values, weights)
                    .backward(dOut, dQueries, dKeys, dValues);
        } else {
            blocked(layout, queries, keys, values, weights).backward(dOut, dQueries, dKeys, dValues);
        }
    }

    private BlockedAttention blocked(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights) {
        BlockedSpace space = BlockedSpace.of(blockedSpaces, layout, lanes.block());
        return new BlockedAttention(layout, lanes, space, queries, keys, values, weights);
    }

    private GroupedSpace space(HeadLayout layout) {
        return GroupedSpace.of(spaces, LENGTH, layout);
    }

    /** Whole vectors left of the diagonal, one masked vector on it, zeros to its right. */
    @Override
    public void causalSoftmax(float[] x, int stride, int earlier, int rows, float scale) {
        for (int row = 0, from = 0; row < rows; row++, from += stride) {
            int last = earlier + row;
            int end = last / LENGTH * LENGTH + LENGTH;
            hide(x, from + end - LENGTH, last % LENGTH);
            FloatVector largest = of(Float.NEGATIVE_INFINITY);
            for (int j = 0; j < end; j += LENGTH) {
                largest = largest.max(load(x, from + j));
            }
            float shift = largest.reduceLanes(VectorOperators.MAX);
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int j = 0; j < end; j += LENGTH) {
                // The exponential of minus infinity is zero: what is hidden has no weight.
                FloatVector e = VectorMath.exp(load(x, from + j).sub(shift).mul(scale));
                e.intoArray(x, from + j);
                sum = sum.add(e);
            }
            float inverse = 1 / VectorMath.sum(sum);
            for (int j = 0; j < end; j += LENGTH) {
                load(x, from + j).mul(inverse).intoArray(x, from + j);
            }
            clear(x, from + end, from + stride);
        }
    }

    /** The vector on the diagonal becomes minus infinity right of it. */
    private static void hide(float[] x, int at, int last) {
        FloatVector columns = FloatVector.zero(FLOATS).addIndex(1);
        FloatVector hidden = of(Float.NEGATIVE_INFINITY);
        hidden.blend(load(x, at), columns.compare(VectorOperators.LE, (float) last))
                .intoArray(x, at);
    }

    private static void clear(float[] x, int from, int to) {
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int at = from; at < to; at += LENGTH) {
            zero.intoArray(x, at);
        }
    }
}
