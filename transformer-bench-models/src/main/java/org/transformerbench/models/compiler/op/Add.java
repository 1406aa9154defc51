package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** The sum of two operands. */
public record Add() implements Commutative {

    @Override
    public void apply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = a[aAt + i] + b[bAt + i];
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.add(x[0], at[0], x[1], at[1], y, yAt, count);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, upstream);
        gradients.add(1, upstream);
    }
}
