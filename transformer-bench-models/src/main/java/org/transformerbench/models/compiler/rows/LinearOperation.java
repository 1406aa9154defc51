package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.kernel.ProductKernels;
import org.transformerbench.models.kernel.Strided;

/** A linear layer y = x W + b. */
record LinearOperation(Value input, Value output, PackedLayout weight, PackedLayout bias) implements RowOperation {

    @Override
    public void forward(Workspace work) {
        work.kernels()
                .products()
                .linear(
                        new Strided(work.activation(input), 0, input.stride()),
                        work.parameter(weight).values(),
                        bias == null ? null : work.parameter(bias).values(),
                        new Strided(work.activation(output), 0, output.stride()),
                        work.rows(input),
                        weight.rows(),
                        output.stride(),
                        false);
    }

    @Override
    public void backward(Workspace work) {
        ProductKernels products = work.kernels().products();
        float[] dy = work.gradient(output);
        Strided dyRows = new Strided(dy, 0, output.stride());
        int rows = work.rows(input);
        products.linearGradient(
                new Strided(work.activation(input), 0, input.stride()),
                dyRows,
                work.gradient(weight),
                rows,
                weight.rows(),
                output.stride(),
                work.scratch("packed", ProductKernels.SCRATCH));
        if (bias != null) {
            products.columnSums(dy, work.gradient(bias), rows, output.stride());
        }
        products.linear(
                dyRows,
                work.parameter(weight).transposed(),
                null,
                new Strided(work.gradient(input), 0, input.stride()),
                rows,
                weight.columns(),
                input.stride(),
                true);
    }

    @Override
    public List<PackedLayout> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public long flopsPerExample() {
        return 2L * input.rows() * weight.rows() * weight.columns();
    }

    @Override
    public List<Value> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return "linear (" + weight.rows() + " -> " + weight.columns() + (bias == null ? ")" : ", bias)");
    }

    @Override
    public boolean isPrefixOf(RowOperation longer) {
        return longer instanceof LinearOperation other
                && input.equals(other.input)
                && output.equals(other.output)
                && PackedLayout.beginsAs(weight, other.weight)
                && PackedLayout.beginsAs(bias, other.bias);
    }
}
