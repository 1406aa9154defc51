package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.runtime.View;

/** An input of a graph: its value comes from outside. */
public interface Leaf extends Op {

    /**
     * Returns the shape.
     *
     * @return of the value that is fed
     */
    Shape shape();

    @Override
    default Shape infer(List<Shape> inputs) {
        return shape();
    }

    @Override
    default void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {}

    /** Always throws: the value of a leaf is fed by the caller who runs the graph. */
    @Override
    default void evaluate(List<View> inputs, View output) {
        throw new IllegalStateException(this + " must be fed");
    }
}
