package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.kernel.Curve;

/**
 * GELU in its erf form, 0.5 x (1 + erf(x / sqrt(2))). Source: Hendrycks and Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.
 */
public record GeluErf() implements Activation {

    @Override
    public Curve curve() {
        return Curve.GELU_ERF;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node x = inputs.get(0);
        Node erf = make.erf(make.multiply(x, make.number(Math.sqrt(0.5))));
        return make.multiply(make.multiply(x, make.number(0.5)), make.add(erf, make.number(1)));
    }
}
