package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;

/**
 * The gradient of one input of a {@link Nd4jPart}, by SameDiff's own differentiation. The operands are those of the part, and the
 * gradient of its result. Those of all inputs of a part are computed together.
 *
 * @param region the operations of the part
 * @param input index of the input
 */
public record Nd4jPartGradient(Region region, int input) implements Nd4jOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        int last = inputs.size() - 1;
        Nd4jOp.requireInputs(region, inputs.subList(0, last));
        Shape upstream = new Shape(region.isBatched(), List.of(region.size()));
        if (!inputs.get(last).equals(upstream)) {
            throw new ShapeException(
                    "the gradient of the result of " + region + " is " + inputs.get(last) + ", must be " + upstream);
        }
        return region.inputs().get(input).shape();
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        throw new UnsupportedOperationException("ND4J's gradients are not differentiated again");
    }

    @Override
    public String toString() {
        return "gradient of " + region.inputs().get(input).variable() + " by " + region;
    }
}
