package org.transformerbench.models.compiler.op;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/**
 * A reshape: the same elements of each example, row-major, in other dimensions.
 *
 * @param dims sizes of the new dimensions
 */
public record Reshape(List<Integer> dims) implements Op {

    public Reshape {
        dims = List.copyOf(dims);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Shape input = inputs.get(0);
        Shape result = input.withDims(dims);
        if (result.size() != input.size()) {
            throw new ShapeException(
                    input.size() + " elements of " + input + " do not fill the " + result.size() + " of " + result);
        }
        return result;
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, builder.node(new Reshape(node.input(0).shape().dims()), upstream));
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        View input = inputs.get(0);
        // One of the two is row-major and can be seen as the other's dimensions.
        Optional<View> seen = input.reshape(output.dims());
        if (seen.isPresent()) {
            StridedLoops.copy(seen.get(), output);
        } else {
            StridedLoops.copy(input, output.reshape(input.dims()).orElseThrow());
        }
    }
}
