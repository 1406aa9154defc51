package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that makes a vector added to a norm with gain its bias. */
public final class FuseNormBias implements Rule {
    private static final Pattern FORM = Pattern.op(
            Add.class,
            Pattern.named("norm", LayerNorm.class, Pattern.any("x"), Pattern.any("gain")),
            Pattern.any("bias"));

    /** Creates the rule. */
    public FuseNormBias() {}

    @Override
    public Class<? extends Op> root() {
        return Add.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node)
                .filter(match -> node.shape().equals(match.node("x").shape()))
                .flatMap(match -> {
                    Node gain = match.node("gain");
                    return RowVector.of(match.node("bias"), gain.shape().dim(0), make)
                            .map(bias -> make.apply(match.node("norm").op(), match.node("x"), gain, bias));
                });
    }
}
