package org.transformerbench.models.compiler.op;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;

/** An operation that can compute a part of its result from parts of its operands. */
public interface Sliceable extends Op {

    /**
     * Returns what has to be read to compute a part of the result.
     *
     * @param node the node of this operation
     * @param part which part of its result
     * @return for each operand the part that is read, empty for all of it; an empty list if the part has to be cut out of the whole
     *     result
     */
    List<Optional<Slice>> operandsOf(Node node, Slice part);

    /**
     * Computes a part of the result.
     *
     * @param node the node of this operation
     * @param part which part of its result
     * @param operands what {@link #operandsOf} names
     * @param make makes nodes
     * @return the part
     */
    default Node compute(Node node, Slice part, List<Node> operands, Expressions make) {
        return make.apply(this, operands.toArray(Node[]::new));
    }

    /**
     * Returns what has to be read of the operands of any node.
     *
     * @param node the node
     * @param part which part of its result
     * @return as of {@link #operandsOf}; an empty list for an operation that is not sliceable
     */
    static List<Optional<Slice>> operands(Node node, Slice part) {
        return node.op() instanceof Sliceable op ? op.operandsOf(node, part) : List.of();
    }
}
