package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;

/** The parts of {@link VectorShortAttention} that are no matrix products, two of which serve {@link VectorQueryLanes} too. */
final class VectorAttentionRows {
    private VectorAttentionRows() {}

    /** Columns of some rows as rows, times a factor; what lies beyond the rows' number is left as it is. */
    static void transpose(
            Strided rows, int first, int column, int count, int width, float factor, float[] to, int stride) {
        float[] from = rows.array();
        for (int row = 0; row < count; row++) {
            int at = rows.row(first + row) + column;
            for (int i = 0; i < width; i++) {
                to[i * stride + row] = factor * from[at + i];
            }
        }
    }

    /**
     * For each row one vector per head, zero outside of the head's lanes.
     *
     * @param lanes of {@link #lanes}
     * @param rowStep vectors from one row to the next
     * @param headStep vectors from one head to the next
     */
    static void spread(
            Strided rows,
            int first,
            int column,
            int count,
            float[] lanes,
            int heads,
            float[] to,
            int rowStep,
            int headStep) {
        float[] from = rows.array();
        for (int head = 0; head < heads; head++) {
            int at = rows.row(first) + column;
            int target = head * headStep * LENGTH;
            for (int row = 0; row < count; row++, at += rows.stride(), target += rowStep * LENGTH) {
                load(from, at).mul(load(lanes, head * LENGTH)).intoArray(to, target);
            }
        }
    }

    /** Softmax over the keys, for as many queries as a vector has lanes. */
    static void vectorSoftmax(float[] x, int at, int step, int keys) {
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
    static void vectorSoftmaxBackward(float[] p, int pAt, float[] dp, int dpAt, int step, int keys, float scale) {
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
