package org.transformerbench.models.compiler.rows;

import java.util.List;
import java.util.Locale;
import org.transformerbench.models.kernel.ActivationKernels;

/** An operation that applies an activation to each element. */
record ActivationOperation(Value input, Value output, Function function) implements RowOperation {

    /** An activation that has a kernel. */
    enum Function {
        GELU_TANH,
        GELU_ERF,
        RELU
    }

    @Override
    public int[] savedPerExample() {
        return function == Function.RELU ? new int[0] : new int[] {input.rows() * input.stride()};
    }

    @Override
    public void forward(Workspace work) {
        float[] x = work.activation(input);
        float[] y = work.activation(output);
        int size = work.rows(input) * input.stride();
        ActivationKernels kernels = work.kernels().activations();
        switch (function) {
            case GELU_TANH -> kernels.geluTanh(x, y, work.saved(this, 0), size);
            case GELU_ERF -> kernels.geluErf(x, y, work.saved(this, 0), size);
            case RELU -> kernels.relu(x, y, size);
        }
    }

    @Override
    public void backward(Workspace work) {
        float[] x = work.activation(input);
        float[] dx = work.gradient(input);
        float[] dy = work.gradient(output);
        int size = work.rows(input) * input.stride();
        ActivationKernels kernels = work.kernels().activations();
        switch (function) {
            case GELU_TANH -> kernels.geluTanhBackward(x, work.saved(this, 0), dy, dx, size);
            case GELU_ERF -> kernels.geluErfBackward(x, work.saved(this, 0), dy, dx, size);
            case RELU -> kernels.reluBackward(x, dy, dx, size);
        }
    }

    @Override
    public List<Value> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return function.name().toLowerCase(Locale.ROOT) + " (" + input.width() + ")";
    }
}
