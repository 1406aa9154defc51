package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.fused.Linear;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that turns a product with a shared matrix into a linear layer, which has kernels of its own. */
public final class FuseLinear implements Rule {

    /** Creates the rule. */
    public FuseLinear() {}

    @Override
    public Class<? extends Op> root() {
        return Matmul.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        Node left = node.input(0);
        Node right = node.input(1);
        boolean shared = left.shape().batched()
                && !right.shape().batched()
                && right.shape().rank() == 2;
        return shared && !(left.op() instanceof OneHot)
                ? Optional.of(make.apply(new Linear(), left, right))
                : Optional.empty();
    }
}
