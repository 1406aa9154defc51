package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;

/** The first operand to the power of the second. */
public record Power() implements Binary {

    @Override
    public void apply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = (float) Math.pow(a[aAt + i], b[bAt + i]);
        }
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Expressions make = new Expressions(builder);
        Node base = node.input(0);
        Node exponent = node.input(1);
        Node lower = make.power(base, make.subtract(exponent, make.number(1)));
        gradients.add(0, make.multiply(upstream, make.multiply(exponent, lower)));
        gradients.add(1, make.multiply(upstream, make.multiply(node, make.logarithm(base))));
    }
}
