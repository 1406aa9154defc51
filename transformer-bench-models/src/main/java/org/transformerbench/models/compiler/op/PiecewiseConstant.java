package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;

/** A piecewise constant function, through which nothing can be learned: its gradient counts as zero. */
public interface PiecewiseConstant extends Unary {

    @Override
    default Node derivative(Node x, Node y, Expressions make) {
        return make.number(0);
    }

    @Override
    default void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {}
}
