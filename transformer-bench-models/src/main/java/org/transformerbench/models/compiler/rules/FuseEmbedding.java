package org.transformerbench.models.compiler.rules;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that turns one-hot rows times a table into a look-up, also behind a reshape that keeps the rows. */
public final class FuseEmbedding implements Rule {
    private static final Pattern ROWS = Pattern.op(OneHot.class, Pattern.any("numbers"));
    private static final Pattern FORM =
            Pattern.op(Matmul.class, Pattern.either(ROWS, Pattern.op(Reshape.class, ROWS)), Pattern.any("table"));

    /** Creates the rule. */
    public FuseEmbedding() {}

    @Override
    public Class<? extends Op> root() {
        return Matmul.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        List<Integer> dims = node.input(0).shape().dims();
        List<Integer> numbers = dims.subList(0, Math.max(0, dims.size() - 1));
        return FORM.match(node)
                .filter(match -> !numbers.isEmpty())
                .filter(match -> match.node("table").shape().rank() == 2)
                .filter(match -> !match.node("table").shape().batched())
                .filter(match ->
                        match.node("numbers").shape().size() == numbers.stream().reduce(1, Math::multiplyExact))
                .map(match ->
                        make.apply(new Embedding(), make.reshape(match.node("numbers"), numbers), match.node("table")));
    }
}
