package org.transformerbench.models.compiler.op.fused;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Slice;

/** A composed operation that computes each row of its result from the same row of its first operand. */
interface RowWise extends Fused {

    @Override
    default List<Optional<Slice>> operandsOf(Node node, Slice rows) {
        int rank = node.shape().rank();
        if (rows.axis() == rank - 1 || node.input(0).shape().rank() != rank) {
            return List.of();
        }
        List<Optional<Slice>> parts =
                new ArrayList<>(Collections.nCopies(node.inputs().size(), Optional.empty()));
        parts.set(0, Optional.of(rows));
        return parts;
    }
}
