package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Compare;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.InverseSquareRoot;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Select;
import org.transformerbench.models.compiler.op.Subtract;
import org.transformerbench.models.compiler.op.Sum;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses (x - mean) / sqrt(variance) where the variance is positive, as SameDiff's own layer norm computes it. */
public final class FuseExactStandardise implements Rule {
    private static final Pattern CENTRED = Pattern.any("centred");
    private static final Pattern VARIANCE = Pattern.op(
            Multiply.class,
            Pattern.named("sum", Sum.class, Pattern.op(Multiply.class, CENTRED, CENTRED)),
            Pattern.number("share"));
    private static final Pattern FORM = Pattern.op(
            Multiply.class,
            CENTRED,
            Pattern.op(
                    InverseSquareRoot.class,
                    Pattern.op(
                            Select.class,
                            Pattern.named("compare", Compare.class, VARIANCE, Pattern.number(0)),
                            VARIANCE,
                            Pattern.number(1))));
    private static final Pattern DIFFERENCE = Pattern.op(
            Subtract.class,
            Pattern.any("x"),
            Pattern.op(Multiply.class, Pattern.named("sum", Sum.class, Pattern.any("x")), Pattern.number("share")));

    /** Creates the rule. */
    public FuseExactStandardise() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node)
                .filter(match -> match.node("compare").op().equals(new Compare(Compare.Relation.GREATER)))
                .filter(match -> RowMeans.isMean(match, match.node("centred")))
                .flatMap(match -> DIFFERENCE.match(match.node("centred")))
                .filter(match -> RowMeans.isMean(match, match.node("x")))
                .map(match -> make.apply(new Standardise(0), match.node("x")));
    }
}
