package org.transformerbench.models.compiler.rules;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/** A vector, shared by all examples, that is combined with each row of a value. */
final class RowVector {
    private RowVector() {}

    /** Returns the vector, of one dimension; empty for anything else. */
    static Optional<Node> of(Node node, int width, Expressions make) {
        int rank = node.shape().rank();
        boolean fits = !node.shape().batched()
                && rank > 0
                && node.shape().dim(rank - 1) == width
                && node.shape().size() == width;
        return fits ? Optional.of(make.reshape(node, List.of(width))) : Optional.empty();
    }
}
