package org.transformerbench.models.compiler.op;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/** Softmax along the last dimension, exp(x) / sum of exp(x). */
public record Softmax() implements Sliceable {

    @Override
    public Shape infer(List<Shape> inputs) {
        if (inputs.get(0).rank() == 0) {
            throw new ShapeException("a number has no dimension to normalise");
        }
        return inputs.get(0);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Expressions make = new Expressions(builder);
        Node weighted =
                make.sum(make.multiply(upstream, node), List.of(node.shape().rank() - 1));
        gradients.add(0, make.multiply(node, make.subtract(upstream, weighted)));
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return part.axis() < node.shape().rank() - 1 ? List.of(Optional.of(part)) : List.of();
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        StridedLoops.copy(inputs.get(0), output);
        float[] y = output.data();
        int axis = output.rank() - 1;
        int width = output.dims()[axis];
        int stride = output.strides()[axis];
        StridedLoops.each(List.of(output.slice(axis, 0, 1, 1)), (at, step, count) -> {
            for (int row = 0; row < count; row++) {
                normalise(y, at[0] + row * step[0], stride, width);
            }
        });
    }

    private static void normalise(float[] y, int from, int stride, int width) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            largest = Math.max(largest, y[from + i * stride]);
        }
        double sum = 0;
        for (int i = 0; i < width; i++) {
            double power = Math.exp(y[from + i * stride] - largest);
            y[from + i * stride] = (float) power;
            sum += power;
        }
        for (int i = 0; i < width; i++) {
            y[from + i * stride] /= (float) sum;
        }
    }
}
