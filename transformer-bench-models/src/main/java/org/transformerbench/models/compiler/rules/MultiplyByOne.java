package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule x 1 = x. */
public final class MultiplyByOne implements Rule {
    private static final Pattern FORM = Pattern.op(Multiply.class, Pattern.any("x"), Pattern.number(1));

    /** Creates the rule. */
    public MultiplyByOne() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node)
                .map(match -> match.node("x"))
                .filter(x -> x.shape().equals(node.shape()));
    }
}
