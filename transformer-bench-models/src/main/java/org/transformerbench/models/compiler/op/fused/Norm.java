package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;

/** A normalisation along the last dimension; its gradient needs the operand alone. */
public interface Norm extends RowWise {

    /**
     * Returns whether the mean is subtracted first.
     *
     * @return true for a mean of zero
     */
    boolean centred();

    /**
     * Returns the number that is added to the mean of squares.
     *
     * @return 0 for nothing: numbers that are all equal become 0 then
     */
    float epsilon();

    @Override
    default boolean hasInstruction() {
        return true;
    }

    @Override
    default Shape infer(List<Shape> inputs) {
        if (inputs.get(0).rank() == 0) {
            throw new ShapeException("a number has no dimension to normalise");
        }
        return inputs.get(0);
    }

    @Override
    default void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, builder.node(new NormGradient(this), node.input(0), upstream));
    }
}
