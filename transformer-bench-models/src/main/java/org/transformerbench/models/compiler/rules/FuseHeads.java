package org.transformerbench.models.compiler.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Permute;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.fused.CausalAttention;
import org.transformerbench.models.compiler.op.fused.HeadAttention;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule that fuses splitting rows into heads, causal attention and merging the heads into one operation on rows. */
public final class FuseHeads implements Rule {
    /** Permutation that swaps heads and positions. */
    private static final Permute EXCHANGE = new Permute(List.of(1, 0, 2));

    /** Creates the rule. */
    public FuseHeads() {}

    @Override
    public Class<? extends Op> root() {
        return Reshape.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        Node exchanged = node.input(0);
        if (!exchanged.op().equals(EXCHANGE)
                || !(exchanged.input(0).op() instanceof CausalAttention attention)
                || attention.biased()) {
            return Optional.empty();
        }
        Node attending = exchanged.input(0);
        List<Node> operands = new ArrayList<>();
        for (Node heads : attending.inputs().subList(0, 3)) {
            if (!heads.op().equals(EXCHANGE) || !heads.shape().batched()) {
                return Optional.empty();
            }
            operands.add(make.reshape(
                    heads.input(0),
                    List.of(
                            heads.shape().dim(1),
                            heads.shape().dim(0) * heads.shape().dim(2))));
        }
        operands.addAll(attending.inputs().subList(3, attending.inputs().size()));
        int heads = attending.shape().dim(0);
        HeadAttention rows = new HeadAttention(heads, attention.scale(), attention.masked());
        return Optional.of(make.reshape(
                make.apply(rows, operands.toArray(Node[]::new)), node.shape().dims()));
    }
}
