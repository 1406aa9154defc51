package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Causal softmax on vectors: whole vectors left of the diagonal, one masked vector on it, zeros to its right. */
final class VectorSoftmax {
    private VectorSoftmax() {}

    static void causalSoftmax(float[] x, int stride, int earlier, int rows, float scale) {
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
