package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.InverseSquareRoot;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Sum;
import org.transformerbench.models.compiler.op.fused.RmsNorm;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses x / sqrt(mean of squares + epsilon) in any of its forms. */
public final class FuseRmsNorm implements Rule {

    private static final Pattern SQUARES =
            Pattern.named("sum", Sum.class, Pattern.op(Multiply.class, Pattern.any("x"), Pattern.any("x")));
    private static final Pattern FORM = Pattern.op(
            Multiply.class,
            Pattern.any("x"),
            Pattern.op(
                    InverseSquareRoot.class,
                    Pattern.op(
                            Add.class,
                            Pattern.op(Multiply.class, SQUARES, Pattern.number("share")),
                            Pattern.number("epsilon"))));

    /** Creates the rule. */
    public FuseRmsNorm() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node)
                .filter(match -> RowMeans.isMean(match, match.node("x")))
                .map(match -> make.apply(new RmsNorm(match.number("epsilon")), match.node("x")));
    }
}
