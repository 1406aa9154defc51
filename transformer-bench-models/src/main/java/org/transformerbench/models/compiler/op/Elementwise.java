package org.transformerbench.models.compiler.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** An operation on each element; operands are broadcast to the shape of the result. */
public interface Elementwise extends Sliceable {
    /** Number of elements processed at once: a few kilobytes, which stay in the first-level cache. */
    int CHUNK = 256;

    /**
     * Computes a range of elements.
     *
     * @param x for each operand its array
     * @param at for each operand the index of the first element
     * @param y receives the results
     * @param yAt index of the first result
     * @param count how many
     */
    void apply(float[][] x, int[] at, float[] y, int yAt, int count);

    /**
     * Computes a range of elements as fast as possible, within a few units in the last place.
     *
     * @param kernels for functions that plain loops are slow at
     * @param x for each operand its array
     * @param at for each operand the index of the first element
     * @param y receives the results; none of the operands' arrays
     * @param yAt index of the first result
     * @param count a multiple of {@link org.transformerbench.models.kernel.Kernels#LANES}
     */
    default void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        apply(x, at, y, yAt, count);
    }

    @Override
    default List<Optional<Slice>> operandsOf(Node node, Slice part) {
        int rank = node.shape().rank();
        return node.inputs().stream()
                .map(input -> part.aligned(input.shape(), rank))
                .toList();
    }

    @Override
    default Shape infer(List<Shape> inputs) {
        Shape shape = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            shape = shape.broadcast(inputs.get(i));
        }
        return shape;
    }

    @Override
    default void evaluate(List<View> inputs, View output) {
        int operands = inputs.size();
        List<View> views = new ArrayList<>();
        inputs.forEach(input -> views.add(input.broadcastTo(output.dims())));
        views.add(output);
        float[][] scratch = new float[operands + 1][CHUNK];
        float[][] x = new float[operands][];
        int[] from = new int[operands];
        StridedLoops.each(views, (at, step, count) -> {
            for (int done = 0; done < count; done += CHUNK) {
                int size = Math.min(CHUNK, count - done);
                for (int i = 0; i < operands; i++) {
                    float[] data = inputs.get(i).data();
                    int first = at[i] + done * step[i];
                    boolean adjacent = step[i] == 1;
                    x[i] = adjacent ? data : gather(data, first, step[i], scratch[i], size);
                    from[i] = adjacent ? first : 0;
                }
                int to = at[operands] + done * step[operands];
                if (step[operands] == 1) {
                    apply(x, from, output.data(), to, size);
                } else {
                    apply(x, from, scratch[operands], 0, size);
                    for (int i = 0; i < size; i++) {
                        output.data()[to + i * step[operands]] = scratch[operands][i];
                    }
                }
            }
        });
    }

    private static float[] gather(float[] data, int first, int step, float[] to, int count) {
        if (step == 0) {
            Arrays.fill(to, 0, count, data[first]);
        } else {
            for (int i = 0; i < count; i++) {
                to[i] = data[first + i * step];
            }
        }
        return to;
    }
}
