package org.transformerbench.models.compiler.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Softmax;
import org.transformerbench.models.compiler.op.fused.CausalAttention;
import org.transformerbench.models.compiler.rewrite.Match;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/**
 * The rule that fuses causal attention: masked by addition, by multiplication and addition or by selection; scaled; with a bias;
 * with dropout.
 */
public final class FuseCausalAttention implements Rule {
    private static final Pattern WEIGHTS = Pattern.op(Softmax.class, Pattern.any("scores"));
    private static final Pattern DROPPED =
            Pattern.op(Multiply.class, WEIGHTS, Pattern.any("mask", node -> node.op() instanceof Placeholder));
    private static final Pattern FORM = Pattern.either(
            Pattern.op(Matmul.class, WEIGHTS, Pattern.any("values")),
            Pattern.op(Matmul.class, DROPPED, Pattern.any("values")));

    /** Creates the rule. */
    public FuseCausalAttention() {}

    @Override
    public Class<? extends Op> root() {
        return Matmul.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).flatMap(match -> apply(match, make));
    }

    private static Optional<Node> apply(Match match, Expressions make) {
        return AttentionScores.of(match.node("scores"), make).map(scores -> {
            List<Node> operands = new ArrayList<>(List.of(scores.queries(), scores.keys(), match.node("values")));
            scores.bias().ifPresent(operands::add);
            Optional<Node> mask = Optional.ofNullable(match.nodes().get("mask"));
            mask.ifPresent(operands::add);
            CausalAttention attention =
                    new CausalAttention(scores.scale(), scores.bias().isPresent(), mask.isPresent());
            return make.apply(attention, operands.toArray(Node[]::new));
        });
    }
}
