package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.autodiff.Differentiation;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/**
 * The gradient of an activation, from its operand and the gradient of its result.
 *
 * @param of the activation
 */
public record ActivationGradient(Activation of) implements FusedElementwise {

    @Override
    public String name() {
        return of.name() + "Gradient";
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        List<Node> x = inputs.subList(0, 1);
        Node composed = of.decompose(x, make);
        return Differentiation.gradients(composed, inputs.get(1), x, make.builder())
                .get(0)
                .orElseThrow();
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.slope(of.curve(), of.parameter(), x[0], at[0], x[1], at[1], y, yAt, count);
    }
}
