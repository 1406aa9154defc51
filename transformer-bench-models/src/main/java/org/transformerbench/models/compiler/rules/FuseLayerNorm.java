package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses a standardised value and its gain to a layer norm. */
public final class FuseLayerNorm implements Rule {
    private static final Pattern FORM =
            Pattern.op(Multiply.class, Pattern.named("norm", Standardise.class, Pattern.any("x")), Pattern.any("gain"));

    /** Creates the rule. */
    public FuseLayerNorm() {}

    @Override
    public Class<? extends Op> root() {
        return Multiply.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node)
                .filter(match -> node.shape().equals(match.node("x").shape()))
                .flatMap(match -> {
                    Node x = match.node("x");
                    float epsilon = ((Standardise) match.node("norm").op()).epsilon();
                    return RowVector.of(
                                    match.node("gain"), x.shape().dim(x.shape().rank() - 1), make)
                            .map(gain -> make.apply(new LayerNorm(epsilon), x, gain));
                });
    }
}
