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
 * A slice of a dimension with a step.
 *
 * @param axis the dimension, the batch not counted
 * @param begin the first place
 * @param count how many
 * @param step from one to the next; negative to go backwards, never 0
 */
public record Slice(int axis, int begin, int count, int step) implements Movement, Sliceable {

    @Override
    public Shape infer(List<Shape> inputs) {
        Shape input = inputs.get(0);
        if (axis < 0 || axis >= input.rank()) {
            throw new ShapeException("the dimension " + axis + " is none of " + input);
        }
        int size = input.dim(axis);
        long last = begin + (count - 1L) * step;
        if (count < 1 || step == 0 || begin < 0 || begin >= size || last < 0 || last >= size) {
            throw new ShapeException("it reads " + count + " from the place " + begin + " on, of a dimension of " + size
                    + " in " + input);
        }
        return input.with(axis, count);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        int size = node.input(0).shape().dim(axis);
        gradients.add(0, builder.node(new Pad(axis, begin, step, size), upstream));
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return part.axis() == axis ? List.of() : List.of(Optional.of(part));
    }

    @Override
    public View view(View input) {
        return input.slice(axis + 1, begin, count, step);
    }

    /**
     * Returns the same slice of another dimension.
     *
     * @param other the dimension
     * @return the slice
     */
    public Slice along(int other) {
        return new Slice(other, begin, count, step);
    }

    /**
     * Returns the same places of an operand that is broadcast, its last dimension under the last one of the result.
     *
     * @param operand its shape
     * @param rank of the result
     * @return empty if all these places are the same one of the operand
     */
    Optional<Slice> aligned(Shape operand, int rank) {
        int under = axis - (rank - operand.rank());
        return under < 0 || operand.dim(under) == 1 ? Optional.empty() : Optional.of(along(under));
    }
}
