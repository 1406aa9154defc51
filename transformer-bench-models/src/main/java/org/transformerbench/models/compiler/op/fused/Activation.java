package org.transformerbench.models.compiler.op.fused;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.Curve;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** An activation function with loops for its values and for its gradient, which needs the operand alone. */
public interface Activation extends FusedElementwise {

    /**
     * Returns the loop that computes it.
     *
     * @return the function
     */
    Curve curve();

    /**
     * Returns the function's parameter.
     *
     * @return 0 for a function without one
     */
    default float parameter() {
        return 0;
    }

    @Override
    default void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, builder.node(new ActivationGradient(this), node.input(0), upstream));
    }

    @Override
    default void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        kernels.curve(curve(), parameter(), x[0], at[0], y, yAt, count);
    }
}
