package org.transformerbench.models.engine;

import java.util.List;

/** y = x W + b. */
record LinearStep(Value input, Value output, Packed weight, Packed bias) implements Step {

    @Override
    public void forward(Workspace work) {
        work.kernels()
                .matmul(
                        work.activation(input),
                        0,
                        input.stride(),
                        weight.values(),
                        bias == null ? null : bias.values(),
                        work.activation(output),
                        0,
                        output.stride(),
                        work.rows(input),
                        weight.rows(),
                        output.stride(),
                        false);
    }

    @Override
    public void backward(Workspace work) {
        float[] dy = work.gradient(output);
        int rows = work.rows(input);
        work.kernels()
                .outerProduct(
                        work.activation(input),
                        0,
                        input.stride(),
                        dy,
                        0,
                        output.stride(),
                        work.gradient(weight),
                        rows,
                        weight.rows(),
                        output.stride());
        if (bias != null) {
            work.kernels().columnSums(dy, work.gradient(bias), rows, output.stride());
        }
        work.kernels()
                .matmul(
                        dy,
                        0,
                        output.stride(),
                        weight.transposed(),
                        null,
                        work.gradient(input),
                        0,
                        input.stride(),
                        rows,
                        weight.columns(),
                        input.stride(),
                        true);
    }

    @Override
    public List<Packed> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public long arithmeticPerExample() {
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
}
