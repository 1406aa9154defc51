package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** The natural logarithm. */
public record Logarithm() implements Unary {

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.log(x[from + i]);
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.log(x[0], at[0], y, yAt, count);
    }

    @Override
    public Node derivative(Node x, Node y, Expressions make) {
        return make.reciprocal(x);
    }
}
