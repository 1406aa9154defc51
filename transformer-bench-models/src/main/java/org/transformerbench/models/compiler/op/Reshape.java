package org.transformerbench.models.compiler.op;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/**
 * A reshape: the same elements of each example, row-major, in other dimensions.
 *
 * @param dims sizes of the new dimensions
 */
public record Reshape(List<Integer> dims) implements Sliceable {

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

    /**
     * {@inheritDoc}
     *
     * <p>A reshape keeps the order of the elements, in which the part is a number of pieces of the same length, at equal distances. They
     * are a part of the operand if they lie so in one of its dimensions.
     */
    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        int before = product(dims.subList(0, part.axis()));
        int size = dims.get(part.axis());
        int after = product(dims.subList(part.axis() + 1, dims.size()));
        boolean spread = part.step() > 1 && part.count() > 1;
        if (part.step() < 1 || spread && part.count() * part.step() != size) {
            return List.of();
        }
        int pieces = spread ? before * part.count() : before;
        int length = spread ? after : part.count() * after;
        int start = part.begin() * after;
        int distance = spread ? part.step() * after : size * after;
        List<Integer> under = node.input(0).shape().dims();
        int outer = 1;
        for (int axis = 0; axis < under.size(); axis++) {
            int inner = product(under.subList(axis + 1, under.size()));
            int range = under.get(axis) * inner;
            if (start % inner == 0 && length % inner == 0) {
                if (distance == range && pieces == outer) {
                    return List.of(Optional.of(new Slice(axis, start / inner, length / inner, 1)));
                } else if (length == inner && range % distance == 0 && pieces == outer * (range / distance)) {
                    return List.of(Optional.of(new Slice(axis, start / inner, range / distance, distance / inner)));
                }
            }
            outer *= under.get(axis);
        }
        return List.of();
    }

    @Override
    public Node compute(Node node, Slice part, List<Node> operands, Expressions make) {
        return make.reshape(
                operands.get(0), node.shape().with(part.axis(), part.count()).dims());
    }

    private static int product(List<Integer> sizes) {
        return sizes.stream().reduce(1, Math::multiplyExact);
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
