package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** Rows of a unit matrix times a table as a look-up. */
public final class FuseEmbedding implements Rule {

    /** The rule. */
    public FuseEmbedding() {}

    @Override
    public Class<? extends Op> root() {
        return Matmul.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return Pattern.op(Matmul.class, Pattern.op(OneHot.class, Pattern.any("numbers")), Pattern.any("table"))
                .match(node)
                .filter(match -> match.node("numbers").shape().rank() > 0)
                .filter(match -> match.node("table").shape().rank() == 2)
                .filter(match -> !match.node("table").shape().batched())
                .map(match -> make.apply(new Embedding(), match.node("numbers"), match.node("table")));
    }
}
