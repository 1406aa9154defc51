package org.transformerbench.models.compiler.op;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.View;

/**
 * A broadcast: repeats dimensions of size 1, or missing leading ones.
 *
 * @param dims sizes to reach
 */
public record Broadcast(List<Integer> dims) implements Movement, Sliceable {

    public Broadcast {
        dims = List.copyOf(dims);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Shape input = inputs.get(0);
        Shape result = input.withDims(dims);
        if (!input.broadcast(result).equals(result)) {
            throw new ShapeException(input + " cannot be repeated to " + result);
        }
        return result;
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, upstream);
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return List.of(part.aligned(node.input(0).shape(), node.shape().rank()));
    }

    @Override
    public Node compute(Node node, Slice part, List<Node> operands, Expressions make) {
        return make.broadcast(
                operands.get(0), node.shape().with(part.axis(), part.count()).dims());
    }

    @Override
    public View view(View input) {
        return input.broadcastTo(new Shape(true, dims).sizes(input.dims()[0]));
    }
}
