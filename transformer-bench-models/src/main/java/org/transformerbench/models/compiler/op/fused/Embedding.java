package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * The rows of a table (V, D) that whole numbers name; zeros for a number that names none.
 */
public record Embedding() implements Fused {

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node table = inputs.get(1);
        return make.matmul(make.oneHot(inputs.get(0), table.shape().dim(0)), table);
    }
}
