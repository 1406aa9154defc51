package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.kernel.Curve;

/**
 * Softplus: log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which never overflows. Source: Dugas et al., "Incorporating
 * Second-Order Functional Knowledge for Better Option Pricing", 2000.
 */
public record Softplus() implements Activation {

    @Override
    public Curve curve() {
        return Curve.SOFTPLUS;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node x = inputs.get(0);
        Node small = make.log1p(make.exponential(make.negate(make.absolute(x))));
        return make.add(make.maximum(x, make.number(0)), small);
    }
}
