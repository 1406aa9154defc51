package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/**
 * The maximum along some dimensions; equal maxima share the gradient.
 *
 * @param axes the dimensions, which have size 1 in the result
 */
public record ReduceMax(List<Integer> axes) implements Reduction {

    public ReduceMax {
        axes = List.copyOf(axes);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Expressions make = new Expressions(builder);
        Node winners = make.compare(Compare.Relation.EQUAL, node.input(0), node);
        Node shares = make.divide(upstream, make.sum(winners, axes));
        gradients.add(0, make.multiply(winners, shares));
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        View input = inputs.get(0);
        StridedLoops.fill(output, Float.NEGATIVE_INFINITY);
        float[] x = input.data();
        float[] y = output.data();
        StridedLoops.each(List.of(input, output.broadcastTo(input.dims())), (at, step, count) -> {
            for (int i = 0; i < count; i++) {
                int to = at[1] + i * step[1];
                y[to] = Math.max(y[to], x[at[0] + i * step[0]]);
            }
        });
    }
}
