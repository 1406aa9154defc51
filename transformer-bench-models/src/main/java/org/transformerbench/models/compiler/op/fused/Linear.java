package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * A linear layer, x W or x W + b: rows of each example, shape (..., R, K), are multiplied by a shared matrix (K, N), and a vector
 * (N) is added.
 */
public record Linear() implements RowWise {

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node product = make.matmul(inputs.get(0), inputs.get(1));
        return inputs.size() > 2 ? make.add(product, inputs.get(2)) : product;
    }
}
