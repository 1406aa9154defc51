package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.kernel.ElementwiseKernels;

/** A residual connection z = x + y. */
record SumOperation(Value left, Value right, Value output) implements RowOperation {

    @Override
    public void forward(Workspace work) {
        work.kernels()
                .elementwise()
                .sum(work.activation(left), work.activation(right), work.activation(output), size(work));
    }

    @Override
    public void backward(Workspace work) {
        ElementwiseKernels kernels = work.kernels().elementwise();
        kernels.add(work.gradient(output), work.gradient(left), size(work));
        kernels.add(work.gradient(output), work.gradient(right), size(work));
    }

    private int size(Workspace work) {
        return work.rows(output) * output.stride();
    }

    @Override
    public List<Value> inputs() {
        return List.of(left, right);
    }

    @Override
    public String describe() {
        return "sum (" + output.width() + ")";
    }
}
