package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that keeps only the last of two successive reshapes, and removes one that changes nothing. */
public final class ReshapeOfReshape implements Rule {

    /** Creates the rule. */
    public ReshapeOfReshape() {}

    @Override
    public Class<? extends Op> root() {
        return Reshape.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        Node input = node.input(0);
        if (input.op() instanceof Reshape) {
            return Optional.of(make.reshape(input.input(0), node.shape().dims()));
        }
        return input.shape().equals(node.shape()) ? Optional.of(input) : Optional.empty();
    }
}
