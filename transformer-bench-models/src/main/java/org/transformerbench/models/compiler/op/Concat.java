package org.transformerbench.models.compiler.op;

import java.util.Collections;
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
 * A concatenation of operands along a dimension.
 *
 * @param axis the dimension, the batch not counted
 */
public record Concat(int axis) implements Sliceable {

    @Override
    public Shape infer(List<Shape> inputs) {
        Shape first = inputs.get(0);
        if (axis < 0 || axis >= first.rank()) {
            throw new ShapeException("the dimension " + axis + " is none of " + first);
        }
        int size = 0;
        boolean batched = false;
        for (Shape input : inputs) {
            if (!input.equalsExcept(axis, first)) {
                throw new ShapeException(
                        first + " and " + input + " cannot be joined: they differ in another dimension as well");
            }
            size = Math.addExact(size, input.dim(axis));
            batched |= input.batched();
        }
        return first.with(axis, size).withBatch(batched);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        int begin = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            int count = node.input(i).shape().dim(axis);
            gradients.add(i, builder.node(new Slice(axis, begin, count, 1), upstream));
            begin += count;
        }
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return part.axis() == axis
                ? List.of()
                : Collections.nCopies(node.inputs().size(), Optional.of(part));
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        int begin = 0;
        for (View input : inputs) {
            int count = input.dims()[axis + 1];
            View part = output.slice(axis + 1, begin, count, 1);
            StridedLoops.copy(input.broadcastTo(part.dims()), part);
            begin += count;
        }
    }
}
