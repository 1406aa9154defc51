package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * An embedding: the rows of a table (V, D) that token ids (T) select, zeros for an id outside the table; plus a row of another
 * table (T, D) for each position, if there is one.
 */
public record Embedding() implements Fused {

    @Override
    public boolean hasInstruction() {
        return true;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node table = inputs.get(1);
        Node rows = make.matmul(make.oneHot(inputs.get(0), table.shape().dim(0)), table);
        return inputs.size() > 2 ? make.add(rows, inputs.get(2)) : rows;
    }
}
