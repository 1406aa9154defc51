package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.fused.Fused;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that decomposes a composed operation without an instruction of its own. */
public final class Decompose implements Rule {

    /** Creates the rule. */
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
