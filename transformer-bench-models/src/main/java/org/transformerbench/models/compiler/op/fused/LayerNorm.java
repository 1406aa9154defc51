package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * Layer normalisation: {@link Standardise}, times a gain (D), plus a bias (D) if there is one. Source: Ba, Kiros and Hinton,
 * "Layer Normalization", 2016.
 *
 * @param epsilon under the root
 */
public record LayerNorm(float epsilon) implements RowWise {

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node scaled = make.multiply(make.apply(new Standardise(epsilon), inputs.get(0)), inputs.get(1));
        return inputs.size() > 2 ? make.add(scaled, inputs.get(2)) : scaled;
    }
}
