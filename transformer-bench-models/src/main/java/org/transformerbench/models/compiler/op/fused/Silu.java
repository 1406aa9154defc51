package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.kernel.Curve;

/** SiLU, also called swish: x sigmoid(x). Source: Ramachandran, Zoph and Le, "Searching for Activation Functions", 2017. */
public record Silu() implements Activation {

    @Override
    public Curve curve() {
        return Curve.SWISH;
    }

    @Override
    public float parameter() {
        return 1;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        return make.multiply(inputs.get(0), make.sigmoid(inputs.get(0)));
    }
}
