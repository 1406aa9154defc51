package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.InverseSquareRoot;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Subtract;
import org.transformerbench.models.compiler.op.Sum;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** (x - mean) / sqrt(variance + epsilon) as one, however it was written. */
public final class FuseStandardise implements Rule {

    private static final Pattern SQUARES =
            Pattern.named("sum", Sum.class, Pattern.op(Multiply.class, Pattern.any("centred"), Pattern.any("centred")));
    private static final Pattern FORM = Pattern.op(
            Multiply.class,
            Pattern.named(
                    "centred",
                    Subtract.class,
                    Pattern.any("x"),
                    Pattern.op(
                            Multiply.class,
                            Pattern.named("total", Sum.class, Pattern.any("x")),
                            Pattern.number("portion"))),
            Pattern.op(
                    InverseSquareRoot.class,
                    Pattern.op(
                            Add.class,
                            Pattern.op(Multiply.class, SQUARES, Pattern.number("share")),
                            Pattern.number("epsilon"))));

    /** The rule. */
    public FuseStandardise() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node)
                .filter(match -> RowMeans.isMean(match, "sum", "share", match.node("centred")))
                .filter(match -> RowMeans.isMean(match, "total", "portion", match.node("x")))
                .map(match -> make.apply(new Standardise(match.number("epsilon")), match.node("x")));
    }
}
