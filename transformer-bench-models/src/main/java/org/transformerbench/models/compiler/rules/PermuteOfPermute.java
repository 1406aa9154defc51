package org.transformerbench.models.compiler.rules;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Permute;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that composes two permutations, and removes one that changes nothing. */
public final class PermuteOfPermute implements Rule {

    /** Creates the rule. */
    public PermuteOfPermute() {}

    @Override
    public Class<? extends Op> root() {
        return Permute.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        Permute outer = (Permute) node.op();
        if (node.input(0).op() instanceof Permute inner) {
            List<Integer> axes = outer.axes().stream().map(inner.axes()::get).toList();
            return Optional.of(make.permute(node.input(0).input(0), axes));
        }
        return Optional.of(make.permute(node.input(0), outer.axes()));
    }
}
