package org.transformerbench.models.compiler.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.BatchSum;
import org.transformerbench.models.compiler.op.Concat;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.rewrite.Rule;

/**
 * The rule for a weight that is used several times, as in a recurrent network: A1 B1 + A2 B2 becomes one product of concatenated
 * operands.
 */
public final class JoinWeightGradients implements Rule {

    /** Creates the rule. */
    public JoinWeightGradients() {}

    @Override
    public Class<? extends Op> root() {
        return Add.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        Node left = node.input(0);
        Node right = node.input(1);
        if (!isGradient(left) || !isGradient(right) || !left.shape().equals(right.shape())) {
            return Optional.empty();
        }
        Node first = left.input(0);
        Node second = right.input(0);
        int rank = first.shape().rank();
        if (!sameOuter(first, second, 0) || !sameOuter(first, second, 1)) {
            return Optional.empty();
        }
        Node lefts = joined(first.input(0), second.input(0), rank - 1, make);
        Node rights = joined(first.input(1), second.input(1), rank - 2, make);
        return Optional.of(make.apply(new BatchSum(), make.matmul(lefts, rights)));
    }

    private static boolean isGradient(Node node) {
        return node.op() instanceof BatchSum
                && node.input(0).op() instanceof Matmul
                && node.input(0).inputs().stream()
                        .allMatch(input -> input.shape().batched()
                                && input.shape().rank() == node.shape().rank());
    }

    /** Returns whether two operands differ only in the inner size of the product. */
    private static boolean sameOuter(Node first, Node second, int operand) {
        int inner = first.shape().rank() - 1 - operand;
        return first.input(operand)
                .shape()
                .equalsExcept(inner, second.input(operand).shape());
    }

    /** Concatenates values, also those that were concatenated before. */
    static Node joined(Node first, Node second, int axis, Expressions make) {
        List<Node> parts = new ArrayList<>(parts(first, axis));
        parts.addAll(parts(second, axis));
        return make.concat(parts, axis);
    }

    private static List<Node> parts(Node node, int axis) {
        return node.op() instanceof Concat concat && concat.axis() == axis ? node.inputs() : List.of(node);
    }
}
