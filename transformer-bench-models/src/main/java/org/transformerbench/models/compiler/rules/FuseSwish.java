package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Sigmoid;
import org.transformerbench.models.compiler.op.fused.Swish;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses x sigmoid(slope x). */
public final class FuseSwish implements Rule {

    private static final Pattern X = Pattern.any("x");
    private static final Pattern FORM = Pattern.op(
            Multiply.class, X, Pattern.op(Sigmoid.class, Pattern.op(Multiply.class, X, Pattern.number("slope"))));

    /** Creates the rule. */
    public FuseSwish() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).map(match -> make.apply(new Swish(match.number("slope")), match.node("x")));
    }
}
