package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.runtime.Runs;
import org.transformerbench.models.compiler.runtime.View;

/**
 * The sum along some dimensions.
 *
 * @param axes the dimensions, which have size 1 in the result
 */
public record Sum(List<Integer> axes) implements Reduction {

    public Sum {
        axes = List.copyOf(axes);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        gradients.add(0, builder.node(new Broadcast(node.input(0).shape().dims()), upstream));
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        View input = inputs.get(0);
        Runs.fill(output, 0);
        float[] x = input.data();
        float[] y = output.data();
        Runs.each(List.of(input, output.broadcastTo(input.dims())), (at, step, count) -> {
            if (step[1] == 0) {
                float sum = 0;
                for (int i = 0; i < count; i++) {
                    sum += x[at[0] + i * step[0]];
                }
                y[at[1]] += sum;
            } else {
                for (int i = 0; i < count; i++) {
                    y[at[1] + i * step[1]] += x[at[0] + i * step[0]];
                }
            }
        });
    }
}
