package org.transformerbench.models.compiler.op;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;

/**
 * A part of a graph that ND4J computes. The operands are the region's inputs; the result has one dimension, in which all outputs
 * follow one another.
 *
 * @param region the operations
 */
public record Nd4jPart(Region region) implements Nd4jOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Nd4jOp.requireInputs(region, inputs);
        return new Shape(region.isBatched(), List.of(region.size()));
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        List<Node> operands = new ArrayList<>(node.inputs());
        operands.add(upstream);
        for (int input = 0; input < region.inputs().size(); input++) {
            gradients.add(input, builder.node(new Nd4jPartGradient(region, input), operands));
        }
    }

    @Override
    public String toString() {
        return region.toString();
    }
}
