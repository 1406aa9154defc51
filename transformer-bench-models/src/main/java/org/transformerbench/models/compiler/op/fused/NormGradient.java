package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.autodiff.Differentiation;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * The gradient of a norm, from its operand and the gradient of its result.
 *
 * @param of the norm
 */
public record NormGradient(Norm of) implements Fused {

    @Override
    public String name() {
        return of.name() + "Gradient";
    }

    @Override
    public boolean hasInstruction() {
        return true;
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        return inputs.get(0);
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        List<Node> x = inputs.subList(0, 1);
        Node composed = of.decompose(x, make);
        return Differentiation.gradients(composed, inputs.get(1), x, make.builder())
                .get(0)
                .orElseThrow();
    }
}
