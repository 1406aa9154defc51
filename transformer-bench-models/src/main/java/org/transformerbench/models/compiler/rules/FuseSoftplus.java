package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Absolute;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Exponential;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Log1p;
import org.transformerbench.models.compiler.op.Maximum;
import org.transformerbench.models.compiler.op.Negate;
import org.transformerbench.models.compiler.op.fused.Softplus;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses max(x, 0) + log(1 + exp(-|x|)). */
public final class FuseSoftplus implements Rule {

    private static final Pattern X = Pattern.any("x");
    private static final Pattern FORM = Pattern.op(
            Add.class,
            Pattern.op(Maximum.class, X, Pattern.number(0)),
            Pattern.op(
                    Log1p.class,
                    Pattern.op(Exponential.class, Pattern.op(Negate.class, Pattern.op(Absolute.class, X)))));

    /** Creates the rule. */
    public FuseSoftplus() {}

    @Override
    public Class<? extends Op> root() {
        return Add.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).map(match -> make.apply(new Softplus(), match.node("x")));
    }
}
