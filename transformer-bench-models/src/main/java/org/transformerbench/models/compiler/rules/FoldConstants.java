package org.transformerbench.models.compiler.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.rewrite.Rule;
import org.transformerbench.models.compiler.runtime.Interpreter;

/** The rule that computes at compile time what depends on constants alone. */
public final class FoldConstants implements Rule {
    /** Maximum number of elements of a folded constant, so that large ones are not stored twice. */
    private static final int MAX_ELEMENTS = 1 << 22;

    /** Creates the rule. */
    public FoldConstants() {}

    @Override
    public Class<? extends Op> root() {
        return Op.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        boolean known = !node.inputs().isEmpty()
                && !(node.op() instanceof Nd4jOp)
                && areConstants(node.inputs())
                && node.shape().size() <= MAX_ELEMENTS;
        if (!known) {
            return Optional.empty();
        }
        float[] values = Interpreter.run(new Graph(List.of(node)), Map.of(), 1).get(0);
        return Optional.of(make.constant(values, node.shape().dims()));
    }

    /** Returns whether all nodes are constants, by a loop, since it is asked of every node of every graph. */
    private static boolean areConstants(List<Node> nodes) {
        for (Node node : nodes) {
            if (!(node.op() instanceof Constant)) {
                return false;
            }
        }
        return true;
    }
}
