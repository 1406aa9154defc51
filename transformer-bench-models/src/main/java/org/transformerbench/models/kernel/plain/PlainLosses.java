package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.api.Batch;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.LossKernels;

/** Softmax cross-entropy as plain loops. */
final class PlainLosses implements LossKernels {

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
            int best = from;
            float largest = x[from];
            for (int i = from + 1; i < from + width; i++) {
                if (x[i] > largest) {
                    largest = x[i];
                    best = i;
                }
            }
            for (int i = from; i < from + width; i++) {
                dx[i] = FastMath.exp(x[i] - largest);
            }
            Arrays.fill(dx, from + width, from + stride, 0);
            double sum = Arithmetic.sum(dx, from, stride);
            float factor = (float) (scale / sum);
            for (int i = from; i < from + width; i++) {
                dx[i] *= factor;
            }
            dx[from + target] -= scale;
            sums[0] += Math.log(sum) + largest - x[from + target];
            sums[1] += best == from + target ? 1 : 0;
        }
    }
}
