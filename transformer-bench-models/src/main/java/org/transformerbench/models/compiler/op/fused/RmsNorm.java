package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * Root-mean-square normalisation, x / sqrt(mean of squares + epsilon) along the last dimension. Source: Zhang and Sennrich, "Root
 * Mean Square Layer Normalization", 2019.
 *
 * @param epsilon under the root
 */
public record RmsNorm(float epsilon) implements Norm {

    @Override
    public boolean centred() {
        return false;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node x = inputs.get(0);
        Node squares = make.mean(make.multiply(x, x), List.of(x.shape().rank() - 1));
        return make.multiply(x, make.inverseSquareRoot(make.add(squares, make.number(epsilon))));
    }
}
