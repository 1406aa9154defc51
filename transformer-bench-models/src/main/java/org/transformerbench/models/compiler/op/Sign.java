package org.transformerbench.models.compiler.op;

import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** The sign: -1, 0 or 1. Its derivative is zero everywhere. */
public record Sign() implements PiecewiseConstant {

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.signum(x[from + i]);
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.sign(x[0], at[0], y, yAt, count);
    }
}
