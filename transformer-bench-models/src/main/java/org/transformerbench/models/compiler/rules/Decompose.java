package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.fused.Fused;
import org.transformerbench.models.compiler.rewrite.Rule;

/** A composed operation that has no instruction of its own is written as what it is composed of. */
public final class Decompose implements Rule {

    /** The rule. */
    public Decompose() {}

    @Override
    public Class<? extends Op> root() {
        return Op.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return node.op() instanceof Fused fused && !fused.hasInstruction()
                ? Optional.of(fused.decompose(node.inputs(), make))
                : Optional.empty();
    }
}
