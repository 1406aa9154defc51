package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Node;

/** The arc tangent: the angle in radians, between -pi / 2 and pi / 2, with a given tangent. */
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
