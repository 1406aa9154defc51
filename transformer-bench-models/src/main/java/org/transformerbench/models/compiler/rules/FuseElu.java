package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Compare;
import org.transformerbench.models.compiler.op.Exponential;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Minimum;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Select;
import org.transformerbench.models.compiler.op.Subtract;
import org.transformerbench.models.compiler.op.fused.Elu;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses ELU, with or without a scale of its negative part. */
public final class FuseElu implements Rule {

    private static final Pattern X = Pattern.any("x");
    private static final Pattern ZERO = Pattern.number(0);
    private static final Pattern BELOW = Pattern.op(
            Subtract.class, Pattern.op(Exponential.class, Pattern.op(Minimum.class, X, ZERO)), Pattern.number(1));
    private static final Pattern FORM = Pattern.op(
            Select.class,
            Pattern.named("compare", Compare.class, X, ZERO),
            X,
            Pattern.either(Pattern.op(Multiply.class, BELOW, Pattern.number("scale")), BELOW));

    /** Creates the rule. */
    public FuseElu() {}

    @Override
    public Class<? extends Op> root() {
        return Select.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node)
                .filter(match -> match.node("compare").op().equals(new Compare(Compare.Relation.GREATER)))
                .map(match -> make.apply(
                        new Elu(match.nodes().containsKey("scale") ? match.number("scale") : 1), match.node("x")));
    }
}
