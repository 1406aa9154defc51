package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.kernel.Curve;

/**
 * GELU in its tanh form, 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). Source: Hendrycks and Gimpel, "Gaussian Error Linear
 * Units (GELUs)", 2016.
 */
public record GeluTanh() implements Activation {
    /** Factor of the cubic term. */
    public static final double CUBIC = 0.044715;
    /** Factor sqrt(2 / pi). */
    public static final double SCALE = Math.sqrt(2 / Math.PI);

    @Override
    public Curve curve() {
        return Curve.GELU_TANH;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node x = inputs.get(0);
        Node cube = make.multiply(make.multiply(x, x), x);
        Node inner = make.add(x, make.multiply(cube, make.number(CUBIC)));
        Node tanh = make.tanh(make.multiply(inner, make.number(SCALE)));
        return make.multiply(make.multiply(x, make.number(0.5)), make.add(tanh, make.number(1)));
    }
}
