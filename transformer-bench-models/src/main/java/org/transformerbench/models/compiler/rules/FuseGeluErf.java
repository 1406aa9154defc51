package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Erf;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.fused.GeluErf;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses GELU in its erf form. */
public final class FuseGeluErf implements Rule {

    private static final Pattern X = Pattern.any("x");
    private static final Pattern ONE_AND_ERF = Pattern.op(
            Add.class,
            Pattern.op(Erf.class, Pattern.op(Multiply.class, X, Pattern.number(Math.sqrt(0.5)))),
            Pattern.number(1));
    /** The pattern, in which the factor one half stands in any of three places. */
    private static final Pattern FORM = Pattern.either(
            Pattern.op(Multiply.class, Pattern.op(Multiply.class, X, Pattern.number(0.5)), ONE_AND_ERF),
            Pattern.op(Multiply.class, X, Pattern.op(Multiply.class, ONE_AND_ERF, Pattern.number(0.5))),
            Pattern.op(Multiply.class, Pattern.op(Multiply.class, X, ONE_AND_ERF), Pattern.number(0.5)));

    /** Creates the rule. */
    public FuseGeluErf() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).map(match -> make.apply(new GeluErf(), match.node("x")));
    }
}
