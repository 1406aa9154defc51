package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Sigmoid;
import org.transformerbench.models.compiler.op.fused.Silu;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses x sigmoid(x). */
public final class FuseSilu implements Rule {
    private static final Pattern FORM =
            Pattern.op(Multiply.class, Pattern.any("x"), Pattern.op(Sigmoid.class, Pattern.any("x")));

    /** Creates the rule. */
    public FuseSilu() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).map(match -> make.apply(new Silu(), match.node("x")));
    }
}
