package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.api.Batch;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.LossKernels;

/** Softmax cross-entropy on vectors. What lies beyond the width counts as minus infinity, whose exponential is zero. */
final class VectorLosses implements LossKernels {

    @Override
    public void crossEntropy(
            float[] x, float[] dx, int[] targets, int firstTarget, int rows, int width, float scale, double[] sums) {
        int stride = Kernels.stride(width);
        for (int row = 0, from = 0; row < rows; row++, from += stride) {
            int target = targets[firstTarget + row];
            if (target == Batch.IGNORED) {
                Arrays.fill(dx, from, from + stride, 0);
                continue;
            }
            FloatVector largest = of(Float.NEGATIVE_INFINITY);
            for (int j = 0; j < stride; j += LENGTH) {
                FloatVector columns = FloatVector.zero(FLOATS).addIndex(1).add(j);
                VectorMask<Float> inside = columns.compare(VectorOperators.LT, (float) width);
                FloatVector values = of(Float.NEGATIVE_INFINITY).blend(load(x, from + j), inside);
                values.intoArray(dx, from + j);
                largest = largest.max(values);
            }
            float shift = largest.reduceLanes(VectorOperators.MAX);
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int j = 0; j < stride; j += LENGTH) {
                FloatVector e = VectorMath.exp(load(dx, from + j).sub(shift));
                e.intoArray(dx, from + j);
                sum = sum.add(e);
            }
            double total = VectorMath.sum(sum);
            float factor = (float) (scale / total);
            for (int j = 0; j < stride; j += LENGTH) {
                load(dx, from + j).mul(factor).intoArray(dx, from + j);
            }
            dx[from + target] -= scale;
            sums[0] += Math.log(total) + shift - x[from + target];
            sums[1] += firstOf(x, from, width, shift) == target ? 1 : 0;
        }
    }

    /** Where the largest value is for the first time: not on vectors, which would make the caller too large for C2. */
    private static int firstOf(float[] x, int from, int width, float largest) {
        int column = 0;
        while (column < width && x[from + column] != largest) {
            column++;
        }
        return column;
    }
}
