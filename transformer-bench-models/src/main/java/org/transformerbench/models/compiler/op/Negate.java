package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Node;

/** The negative, -x. */
public record Negate() implements Unary {

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = -x[from + i];
        }
    }

    @Override
    public Node derivative(Node x, Node y, Expressions make) {
        return make.number(-1);
    }
}
