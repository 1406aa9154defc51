package org.transformerbench.models.compiler.op;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;

/** An operation that reduces some dimensions, which have size 1 in the result. */
public interface Reduction extends Sliceable {

    /**
     * Returns the dimensions that are reduced.
     *
     * @return the batch not counted
     */
    List<Integer> axes();

    @Override
    default List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return axes().contains(part.axis()) ? List.of() : List.of(Optional.of(part));
    }

    @Override
    default Shape infer(List<Shape> inputs) {
        Shape shape = inputs.get(0);
        for (int axis : axes()) {
            if (axis < 0 || axis >= shape.rank()) {
                throw new ShapeException("the dimension " + axis + " is none of " + inputs.get(0));
            }
            shape = shape.with(axis, 1);
        }
        return shape;
    }
}
