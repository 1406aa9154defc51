package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Pad;
import org.transformerbench.models.compiler.rewrite.Rule;

/**
 * The rule that turns a sum of values that were padded to adjacent places, as in the gradients of slices, into a concatenation.
 */
public final class JoinPads implements Rule {

    /** Creates the rule. */
    public JoinPads() {}

    @Override
    public Class<? extends Op> root() {
        return Add.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return joined(node.input(0), node.input(1), make).or(() -> joined(node.input(1), node.input(0), make));
    }

    private static Optional<Node> joined(Node first, Node second, Expressions make) {
        if (!(first.op() instanceof Pad left) || !(second.op() instanceof Pad right)) {
            return Optional.empty();
        }
        int axis = left.axis();
        Node values = first.input(0);
        boolean adjacent = left.step() == 1
                && right.step() == 1
                && right.axis() == axis
                && first.shape().equals(second.shape())
                && right.begin() == left.begin() + values.shape().dim(axis);
        if (!adjacent) {
            return Optional.empty();
        }
        Node all = JoinWeightGradients.joined(values, second.input(0), axis, make);
        boolean whole = all.shape().equals(first.shape());
        return Optional.of(whole ? all : make.apply(new Pad(axis, left.begin(), 1, left.size()), all));
    }
}
