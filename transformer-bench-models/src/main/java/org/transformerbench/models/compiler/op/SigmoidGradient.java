package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** The gradient of a sigmoid, upstream y (1 - y); the operands are the result y and its gradient. */
public record SigmoidGradient() implements Binary {

    @Override
    public void apply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            float result = a[aAt + i];
            y[yAt + i] = b[bAt + i] * (result * (1 - result));
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.sigmoidGradient(x[0], at[0], x[1], at[1], y, yAt, count);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Expressions make = new Expressions(builder);
        Node result = node.input(0);
        Node one = make.number(1);
        gradients.add(
                0, make.multiply(upstream, make.multiply(node.input(1), make.subtract(one, make.add(result, result)))));
        gradients.add(1, make.multiply(upstream, make.multiply(result, make.subtract(one, result))));
    }
}
