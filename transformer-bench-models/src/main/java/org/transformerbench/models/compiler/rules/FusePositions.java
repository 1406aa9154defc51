package org.transformerbench.models.compiler.rules;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that makes a row per position added to an embedding part of it. */
public final class FusePositions implements Rule {
    private static final Pattern FORM = Pattern.op(
            Add.class,
            Pattern.op(Embedding.class, Pattern.any("numbers"), Pattern.any("table")),
            Pattern.any("positions", node -> !node.shape().batched()));

    /** Creates the rule. */
    public FusePositions() {}

    @Override
    public Class<? extends Op> root() {
        return Add.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        List<Integer> dims = node.shape().dims();
        return FORM.match(node)
                .filter(match -> dims.size() == 2
                        && match.node("numbers").shape().rank() == 1
                        && match.node("positions").shape().size()
                                == node.shape().size())
                .map(match -> make.apply(
                        new Embedding(),
                        match.node("numbers"),
                        match.node("table"),
                        make.reshape(match.node("positions"), dims)));
    }
}
