package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;

/** A function that is constant between its jumps, so that nothing can be learned through it: its gradient counts as zero. */
public interface Stepwise extends Unary {

    @Override
    default Node derivative(Node x, Node y, Expressions make) {
        return make.number(0);
    }

    @Override
    default void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {}
}
