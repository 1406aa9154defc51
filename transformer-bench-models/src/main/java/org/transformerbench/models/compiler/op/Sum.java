package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/**
 * The sum along some dimensions.
 *
 * @param axes the dimensions, which have size 1 in the result
 */
public record Sum(List<Integer> axes) implements Reduction {

    public Sum {
        axes = List.copyOf(axes);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, builder.node(new Broadcast(node.input(0).shape().dims()), upstream));
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        StridedLoops.sum(inputs.get(0), output);
    }
}
