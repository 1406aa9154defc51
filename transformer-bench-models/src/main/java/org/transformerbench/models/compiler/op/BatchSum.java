package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/** The sum over all examples of a batch, from which a parameter's gradient is made. */
public record BatchSum() implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        if (!inputs.get(0).batched()) {
            throw new ShapeException(inputs.get(0) + " is the same for all examples and has no sum over them");
        }
        return inputs.get(0).withBatch(false);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, upstream);
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        StridedLoops.sum(inputs.get(0), output);
    }
}
