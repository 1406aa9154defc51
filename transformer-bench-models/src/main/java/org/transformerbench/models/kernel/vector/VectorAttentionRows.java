package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.QueryLanes;

/** The softmax of {@link VectorHeadGroup} and {@link VectorQueryLanes}. */
final class VectorAttentionRows {
    private VectorAttentionRows() {}

    /** Softmax over the keys, for as many queries as a vector has lanes. */
    static void softmax(float[] x, int at, int step, int keys) {
        FloatVector largest = load(x, at);
        int end = at + keys * step;
        for (int i = at + step; i < end; i += step) {
            largest = largest.max(load(x, i));
        }
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = at; i < end; i += step) {
            // The exponential of minus infinity is zero: what is hidden has no weight.
            FloatVector e = VectorMath.exp(load(x, i).sub(largest));
            e.intoArray(x, i);
            sum = sum.add(e);
        }
        FloatVector inverse = of(1).div(sum);
        for (int i = at; i < end; i += step) {
            load(x, i).mul(inverse).intoArray(x, i);
        }
    }

    /** dp becomes scale |p| (dp - sum(|p| dp)), with the sum over the keys; see {@link QueryLanes#drop} for the sign of p. */
    static void softmaxBackward(float[] p, int pAt, float[] dp, int dpAt, int step, int keys, float scale) {
        FloatVector dot = FloatVector.zero(FLOATS);
        for (int i = 0, at = 0; i < keys; i++, at += step) {
            dot = load(p, pAt + at).abs().fma(load(dp, dpAt + at), dot);
        }
        for (int i = 0, at = 0; i < keys; i++, at += step) {
            FloatVector centred = load(dp, dpAt + at).sub(dot).mul(scale);
            load(p, pAt + at).abs().mul(centred).intoArray(dp, dpAt + at);
        }
    }
}
