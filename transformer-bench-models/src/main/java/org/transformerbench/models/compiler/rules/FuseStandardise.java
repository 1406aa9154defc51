package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Subtract;
import org.transformerbench.models.compiler.op.Sum;
import org.transformerbench.models.compiler.op.fused.RmsNorm;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that turns the root-mean-square norm of x - mean into (x - mean) / sqrt(variance + epsilon). */
public final class FuseStandardise implements Rule {
    private static final Pattern FORM = Pattern.op(
            RmsNorm.class,
            Pattern.op(
                    Subtract.class,
                    Pattern.any("x"),
                    Pattern.op(
                            Multiply.class,
                            Pattern.named("sum", Sum.class, Pattern.any("x")),
                            Pattern.number("share"))));

    /** Creates the rule. */
    public FuseStandardise() {}

    @Override
    public Class<? extends Op> root() {
        return RmsNorm.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        float epsilon = ((RmsNorm) node.op()).epsilon();
        return FORM.match(node)
                .filter(match -> RowMeans.isMean(match, match.node("x")))
                .map(match -> make.apply(new Standardise(epsilon), match.node("x")));
    }
}
