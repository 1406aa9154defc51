package org.transformerbench.models.compiler.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/**
 * A one-hot encoding: a new last dimension with 1 at the index that the operand holds and 0 elsewhere; all 0 for an index
 * outside. It has no gradient.
 *
 * @param depth size of the new dimension
 */
public record OneHot(int depth) implements Sliceable {

    @Override
    public Shape infer(List<Shape> inputs) {
        List<Integer> dims = new ArrayList<>(inputs.get(0).dims());
        dims.add(depth);
        return inputs.get(0).withDims(dims);
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {}

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return part.axis() < node.shape().rank() - 1 ? List.of(Optional.of(part)) : List.of();
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        StridedLoops.fill(output, 0);
        int axis = output.rank() - 1;
        int[] dims = Arrays.copyOf(output.dims(), axis);
        View first = new View(output.data(), output.offset(), dims, Arrays.copyOf(output.strides(), axis));
        int stride = output.strides()[axis];
        View input = inputs.get(0);
        StridedLoops.each(List.of(input, first), (at, step, count) -> {
            for (int i = 0; i < count; i++) {
                int place = (int) input.data()[at[0] + i * step[0]];
                if (place >= 0 && place < depth) {
                    output.data()[at[1] + i * step[1] + place * stride] = 1;
                }
            }
        });
    }
}
