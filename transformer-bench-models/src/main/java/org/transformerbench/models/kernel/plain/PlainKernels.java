package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.ActivationKernels;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.BlockedAttention;
import org.transformerbench.models.kernel.ElementwiseKernels;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.LossKernels;
import org.transformerbench.models.kernel.NormKernels;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;

/** Kernels as plain loops, most of which the JVM's compiler vectorises by itself. */
public final class PlainKernels extends PlainProducts implements Kernels {
    private final NormKernels norms = new PlainNorms();

    private final LossKernels losses = new PlainLosses();

    private final ActivationKernels activations = new PlainActivations();

    private final ElementwiseKernels elementwise = new PlainElementwise();

    private final QueryLanes lanes = new PlainQueryLanes(this);

    /** Kernels without state but buffers of each thread. */
    public PlainKernels() {}

    @Override
    public InterleavedKernels interleaved() {
        return new PlainInterleaved();
    }

    @Override
    public NormKernels norms() {
        return norms;
    }

    @Override
    public LossKernels losses() {
        return losses;
    }

    @Override
    public ActivationKernels activations() {
        return activations;
    }

    @Override
    public ElementwiseKernels elementwise() {
        return elementwise;
    }

    @Override
    public String name() {
        return "plain";
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

    @Override
    public int attentionWeights(int positions, int heads, int headWidth, boolean wholeVectors, boolean lastOnly) {
        if (lastOnly) {
            return positions * heads;
        }
        return HeadLayout.isShort(positions)
                ? HeadLayout.pairs(positions) * Kernels.stride(heads * headWidth)
                : heads * BlockedAttention.weights(positions, lanes.block());
    }

    @Override
    public void attention(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        if (layout.lastOnly()) {
            PlainLastAttention.forward(layout, queries, keys, values, weights, out);
        } else if (HeadLayout.isShort(layout.positions())) {
            PlainAttention.forward(layout, queries, keys, values, weights, out);
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
        if (layout.lastOnly()) {
            PlainLastAttention.backward(layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        } else if (HeadLayout.isShort(layout.positions()) && layout.fillsVectors()) {
            PlainAttention.backward(layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        } else if (HeadLayout.isShort(layout.positions())) {
            PlainAttention.backwardApart(layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        } else {
            BlockedAttention.backward(layout, lanes, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        }
    }
}
