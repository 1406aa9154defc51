package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Node;

/** The angle in radians, between plus and minus a quarter turn, that has a certain tangent. */
public record ArcTangent() implements Unary {

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.atan(x[from + i]);
        }
    }

    @Override
    public Node derivative(Node x, Node y, Expressions make) {
        return make.reciprocal(make.add(make.number(1), make.multiply(x, x)));
    }
}
