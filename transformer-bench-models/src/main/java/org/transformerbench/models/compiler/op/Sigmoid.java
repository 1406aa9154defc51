package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** The logistic function, 1 / (1 + exp(-x)). */
public record Sigmoid() implements Unary {

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) (1 / (1 + Math.exp(-x[from + i])));
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.sigmoid(x[0], at[0], y, yAt, count);
    }

    @Override
    public Node derivative(Node x, Node y, Expressions make) {
        return make.multiply(y, make.subtract(make.number(1), y));
    }

    /** Adds the gradient as one operation on the result alone. */
    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, builder.node(new SigmoidGradient(), node, upstream));
    }
}
