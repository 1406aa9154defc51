package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** The error function. */
public record Erf() implements Unary {
    private static final double SLOPE_AT_ZERO = 2 / Math.sqrt(Math.PI);

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = FastMath.erf(x[from + i]);
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.erf(x[0], at[0], y, yAt, count);
    }

    @Override
    public Node derivative(Node x, Node y, Expressions make) {
        Node bell = make.exponential(make.negate(make.multiply(x, x)));
        return make.multiply(make.number(SLOPE_AT_ZERO), bell);
    }
}
