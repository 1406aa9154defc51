package org.transformerbench.models.compiler.rows;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.fused.HeadAttention;
import org.transformerbench.models.compiler.op.fused.Linear;
import org.transformerbench.models.kernel.Kernels;

/**
 * Projections of the same value, such as the queries, keys and values of an attention, computed as one with the columns of all of
 * them: its rows are longer, and its input is read once.
 *
 * @param parts from left to right
 */
record JoinedLinear(List<Node> parts) {

    /**
     * Joins an attention's different operands: all, or keys and values only where the query is of the last position only. Empty
     * where there is nothing to join: other operations, other inputs, or parts that would begin within a vector.
     */
    static Optional<JoinedLinear> of(Node attention) {
        if (!(attention.op() instanceof HeadAttention)) {
            return Optional.empty();
        }
        Node queries = attention.input(0);
        Node keys = attention.input(1);
        boolean isSameRows = queries.shape().dim(0) == keys.shape().dim(0);
        List<Node> parts = attention.inputs().subList(isSameRows ? 0 : 1, 3).stream()
                .distinct()
                .toList();
        boolean joins =
                parts.size() > 1 && parts.stream().allMatch(part -> part.op() instanceof Linear && joins(part, keys));
        return joins ? Optional.of(new JoinedLinear(parts)) : Optional.empty();
    }

    private static boolean joins(Node part, Node other) {
        return part.input(0) == other.input(0)
                && part.inputs().size() == other.inputs().size()
                && part.shape().rank() == 2
                && part.shape().dim(1) % Kernels.LANES == 0;
    }

    /** Returns the number of columns of all projections. */
    int width() {
        return parts.stream().mapToInt(part -> part.shape().dim(1)).sum();
    }

    /** Returns the weights side by side. */
    List<Node> weights() {
        return parts.stream().map(part -> part.input(1)).toList();
    }

    /** Returns the concatenated biases; empty if there are none. */
    List<Node> biases() {
        return parts.stream()
                .filter(part -> part.inputs().size() > 2)
                .map(part -> part.input(2))
                .toList();
    }
}
