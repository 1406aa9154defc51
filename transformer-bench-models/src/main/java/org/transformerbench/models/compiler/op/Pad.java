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
 * A zero padding, the reverse of {@link Slice}: puts the operand's elements at regular distances into a larger dimension, and
 * zeros elsewhere; XLA's {@code Pad} with edge and interior padding.
 *
 * @param axis the dimension, the batch not counted
 * @param begin the first place
 * @param step from one to the next; negative to go backwards, never 0
 * @param size of the new dimension
 */
public record Pad(int axis, int begin, int step, int size) implements Sliceable {

    @Override
    public Shape infer(List<Shape> inputs) {
        Shape input = inputs.get(0);
        if (axis < 0 || axis >= input.rank()) {
            throw new ShapeException("the dimension " + axis + " is none of " + input);
        }
        long last = begin + (input.dim(axis) - 1L) * step;
        if (step == 0 || begin < 0 || begin >= size || last < 0 || last >= size) {
            throw new ShapeException("the places " + begin + " to " + last + " are not within " + size);
        }
        return input.with(axis, size);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        int count = node.input(0).shape().dim(axis);
        gradients.add(0, builder.node(new Slice(axis, begin, count, step), upstream));
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return part.axis() == axis ? List.of() : List.of(Optional.of(part));
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        StridedLoops.fill(output, 0);
        View input = inputs.get(0);
        StridedLoops.copy(input, output.slice(axis + 1, begin, input.dims()[axis + 1], step));
    }
}
