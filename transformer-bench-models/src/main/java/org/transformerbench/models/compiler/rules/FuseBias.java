package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.fused.Linear;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** A vector that is added to a product with a matrix is part of it. */
public final class FuseBias implements Rule {

    /** The rule. */
    public FuseBias() {}

    @Override
    public Class<? extends Op> root() {
        return Add.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return Pattern.op(Add.class, Pattern.op(Linear.class, Pattern.any("x"), Pattern.any("w")), Pattern.any("bias"))
                .match(node)
                .filter(match -> match.node("bias")
                        .shape()
                        .equals(Shape.of(match.node("w").shape().dim(1))))
                .map(match -> make.apply(new Linear(), match.node("x"), match.node("w"), match.node("bias")));
    }
}
