package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Compare.Relation;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.kernel.Curve;

/**
 * ELU: x where it is positive, elsewhere scale (exp(x) - 1). Source: Clevert, Unterthiner and Hochreiter, "Fast and Accurate Deep
 * Network Learning by Exponential Linear Units (ELUs)", 2015.
 *
 * @param scale of the negative part
 */
public record Elu(float scale) implements Activation {

    @Override
    public Curve curve() {
        return Curve.ELU;
    }

    @Override
    public float parameter() {
        return scale;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node x = inputs.get(0);
        Node zero = make.number(0);
        // The exponential sees negative numbers only, so that it never overflows where it is not chosen.
        Node power = make.exponential(make.minimum(x, zero));
        Node below = make.multiply(make.subtract(power, make.number(1)), make.number(scale));
        return make.select(make.compare(Relation.GREATER, x, zero), x, below);
    }
}
