package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Tanh;
import org.transformerbench.models.compiler.op.fused.GeluTanh;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses GELU in its tanh form. */
public final class FuseGeluTanh implements Rule {

    private static final Pattern X = Pattern.any("x");
    private static final Pattern CUBE = Pattern.op(Multiply.class, Pattern.op(Multiply.class, X, X), X);
    private static final Pattern INNER =
            Pattern.op(Add.class, X, Pattern.op(Multiply.class, CUBE, Pattern.number(GeluTanh.CUBIC)));
    private static final Pattern ONE_AND_TANH = Pattern.op(
            Add.class,
            Pattern.op(Tanh.class, Pattern.op(Multiply.class, INNER, Pattern.number(GeluTanh.SCALE))),
            Pattern.number(1));
    /** The pattern, in which the factor one half stands in any of three places. */
    private static final Pattern FORM = Pattern.either(
            Pattern.op(Multiply.class, Pattern.op(Multiply.class, X, Pattern.number(0.5)), ONE_AND_TANH),
            Pattern.op(Multiply.class, X, Pattern.op(Multiply.class, ONE_AND_TANH, Pattern.number(0.5))),
            Pattern.op(Multiply.class, Pattern.op(Multiply.class, X, ONE_AND_TANH), Pattern.number(0.5)));

    /** Creates the rule. */
    public FuseGeluTanh() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).map(match -> make.apply(new GeluTanh(), match.node("x")));
    }
}
