package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.kernel.Curve;

/**
 * Swish with a slope, x sigmoid(slope x); with a slope of 1.702 an approximation of GELU. Source: Ramachandran, Zoph and Le,
 * "Searching for Activation Functions", 2017.
 *
 * @param slope multiplies what the sigmoid sees
 */
public record Swish(float slope) implements Activation {

    @Override
    public Curve curve() {
        return Curve.SWISH;
    }

    @Override
    public float parameter() {
        return slope;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node x = inputs.get(0);
        return make.multiply(x, make.sigmoid(make.multiply(x, make.number(slope))));
    }
}
