package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Reciprocal;
import org.transformerbench.models.compiler.op.SquareRoot;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule 1 / sqrt(y) = rsqrt(y). */
public final class ReciprocalOfRoot implements Rule {
    private static final Pattern FORM = Pattern.op(Reciprocal.class, Pattern.op(SquareRoot.class, Pattern.any("y")));

    /** Creates the rule. */
    public ReciprocalOfRoot() {}

    @Override
    public Class<? extends Op> root() {
        return Reciprocal.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).map(match -> make.inverseSquareRoot(match.node("y")));
    }
}
