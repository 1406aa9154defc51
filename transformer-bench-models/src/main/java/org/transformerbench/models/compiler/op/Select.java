package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** A selection: the second operand where the first is not zero, else the third. */
public record Select() implements Elementwise {

    @Override
    public void apply(float[][] x, int[] at, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = x[0][at[0] + i] != 0 ? x[1][at[1] + i] : x[2][at[2] + i];
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.select(x[0], at[0], x[1], at[1], x[2], at[2], y, yAt, count);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Expressions make = new Expressions(builder);
        Node zero = make.number(0);
        gradients.add(1, make.select(node.input(0), upstream, zero));
        gradients.add(2, make.select(node.input(0), zero, upstream));
    }
}
