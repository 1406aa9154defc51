package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Divide;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.SquareRoot;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule x / sqrt(y) = x rsqrt(y), one form for norms that are written either way. */
public final class DivideByRoot implements Rule {
    private static final Pattern FORM =
            Pattern.op(Divide.class, Pattern.any("x"), Pattern.op(SquareRoot.class, Pattern.any("y")));

    /** Creates the rule. */
    public DivideByRoot() {}

    @Override
    public Class<? extends Op> root() {
        return Divide.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).map(match -> make.multiply(match.node("x"), make.inverseSquareRoot(match.node("y"))));
    }
}
