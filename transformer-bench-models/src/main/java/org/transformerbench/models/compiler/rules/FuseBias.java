package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.fused.Linear;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that makes a vector added to a matrix product part of it, also behind a reshape that keeps the rows. */
public final class FuseBias implements Rule {
    private static final Pattern PRODUCT = Pattern.named("product", Linear.class, Pattern.any("x"), Pattern.any("w"));
    private static final Pattern FORM =
            Pattern.op(Add.class, Pattern.either(PRODUCT, Pattern.op(Reshape.class, PRODUCT)), Pattern.any("bias"));

    /** Creates the rule. */
    public FuseBias() {}

    @Override
    public Class<? extends Op> root() {
        return Add.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        int rank = node.shape().rank();
        return FORM.match(node).flatMap(match -> {
            Node product = match.node("product");
            int width = match.node("w").shape().dim(1);
            boolean sameRows = rank > 0
                    && node.shape().dim(rank - 1) == width
                    && node.shape().size() == product.shape().size();
            return sameRows
                    ? RowVector.of(match.node("bias"), width, make)
                            .map(bias -> make.apply(new Linear(), match.node("x"), match.node("w"), bias))
                            .map(whole -> make.reshape(whole, node.shape().dims()))
                    : Optional.empty();
        });
    }
}
