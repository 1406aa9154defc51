package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.runtime.View;

/** A value that comes from outside of the graph. */
public interface Leaf extends Op {

    /**
     * The shape.
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

    /** Is never called: whoever runs a graph feeds its leaves. */
    @Override
    default void evaluate(List<View> inputs, View output) {
        throw new IllegalStateException(this + " must be fed");
    }
}
