package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** The larger of two operands; the first gets the gradient where both are equal. */
public record Maximum() implements Commutative {

    @Override
    public void apply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = Math.max(a[aAt + i], b[bAt + i]);
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.maximum(x[0], at[0], x[1], at[1], y, yAt, count);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Expressions make = new Expressions(builder);
        Node first = make.compare(Compare.Relation.GREATER_OR_EQUAL, node.input(0), node.input(1));
        gradients.add(0, make.select(first, upstream, make.number(0)));
        gradients.add(1, make.select(first, make.number(0), upstream));
    }
}
