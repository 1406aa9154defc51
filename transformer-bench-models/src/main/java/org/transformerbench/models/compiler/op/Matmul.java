package org.transformerbench.models.compiler.op;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.View;

/** A product of matrices, which are the last two dimensions of the operands; the leading dimensions are broadcast. */
public record Matmul() implements Sliceable {

    @Override
    public Shape infer(List<Shape> inputs) {
        Shape left = inputs.get(0);
        Shape right = inputs.get(1);
        if (left.rank() < 2 || right.rank() < 2) {
            throw new ShapeException(left + " and " + right + " are not both matrices");
        }
        int inner = left.dim(left.rank() - 1);
        if (inner != right.dim(right.rank() - 2)) {
            throw new ShapeException(left + " and " + right + " cannot be multiplied: " + inner + " columns meet "
                    + right.dim(right.rank() - 2) + " rows");
        }
        Shape rows = left.with(left.rank() - 1, 1).with(left.rank() - 2, 1);
        Shape columns = right.with(right.rank() - 1, 1).with(right.rank() - 2, 1);
        Shape outer = rows.broadcast(columns);
        return outer.with(outer.rank() - 2, left.dim(left.rank() - 2))
                .with(outer.rank() - 1, right.dim(right.rank() - 1));
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Expressions make = new Expressions(builder);
        gradients.add(0, make.matmul(upstream, make.transpose(node.input(1))));
        gradients.add(1, make.matmul(make.transpose(node.input(0)), upstream));
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        int rank = node.shape().rank();
        boolean rows = part.axis() == rank - 2;
        boolean columns = part.axis() == rank - 1;
        return List.of(
                columns ? Optional.empty() : part.aligned(node.input(0).shape(), rank),
                rows ? Optional.empty() : part.aligned(node.input(1).shape(), rank));
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        int rank = output.rank();
        int[] dims = output.dims();
        int inner = inputs.get(0).dims()[inputs.get(0).rank() - 1];
        int[] leftDims = dims.clone();
        leftDims[rank - 1] = inner;
        int[] rightDims = dims.clone();
        rightDims[rank - 2] = inner;
        new Product(inputs.get(0).broadcastTo(leftDims), inputs.get(1).broadcastTo(rightDims), output).run();
    }

    /** A matrix product row by row, so that the innermost loop runs along the rows of the right matrix. */
    private record Product(View left, View right, View output) {

        void run() {
            int rank = output.rank();
            int[] outer = output.dims().clone();
            outer[rank - 2] = 1;
            outer[rank - 1] = 1;
            each(outer, 0, left.offset(), right.offset(), output.offset());
        }

        private void each(int[] outer, int axis, int l, int r, int o) {
            if (axis == outer.length - 2) {
                multiply(l, r, o);
                return;
            }
            for (int i = 0; i < outer[axis]; i++) {
                each(
                        outer,
                        axis + 1,
                        l + i * left.strides()[axis],
                        r + i * right.strides()[axis],
                        o + i * output.strides()[axis]);
            }
        }

        private void multiply(int l, int r, int o) {
            int rank = output.rank();
            int rows = output.dims()[rank - 2];
            int columns = output.dims()[rank - 1];
            int inner = left.dims()[rank - 1];
            float[] sums = new float[columns];
            for (int row = 0; row < rows; row++) {
                Arrays.fill(sums, 0);
                for (int k = 0; k < inner; k++) {
                    float factor = left.data()[l + row * left.strides()[rank - 2] + k * left.strides()[rank - 1]];
                    int from = r + k * right.strides()[rank - 2];
                    for (int column = 0; column < columns; column++) {
                        sums[column] += factor * right.data()[from + column * right.strides()[rank - 1]];
                    }
                }
                int to = o + row * output.strides()[rank - 2];
                for (int column = 0; column < columns; column++) {
                    output.data()[to + column * output.strides()[rank - 1]] = sums[column];
                }
            }
        }
    }
}
