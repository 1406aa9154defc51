package org.transformerbench.models.compiler.rows;

import java.util.List;

/** Layer normalisation with gain and an optional bias. */
record NormOperation(Value input, Value output, PackedLayout gain, PackedLayout bias, float epsilon)
        implements RowOperation {

    @Override
    public int[] savedPerExample() {
        return new int[] {input.rows() * input.stride(), input.rows()};
    }

    @Override
    public void forward(Workspace work) {
        work.kernels()
                .norms()
                .layerNorm(
                        work.activation(input),
                        work.parameter(gain).values(),
                        biasValues(work),
                        work.activation(output),
                        work.saved(this, 0),
                        work.saved(this, 1),
                        work.rows(input),
                        input.width(),
                        epsilon);
    }

    private float[] biasValues(Workspace work) {
        return bias == null
                ? work.scratch("zeros", input.stride())
                : work.parameter(bias).values();
    }

    @Override
    public void backward(Workspace work) {
        float[] biasGradient = bias == null ? work.scratch("unused", input.stride()) : work.gradient(bias);
        work.kernels()
                .norms()
                .layerNormBackward(
                        work.gradient(output),
                        work.parameter(gain).values(),
                        work.saved(this, 0),
                        work.saved(this, 1),
                        work.gradient(input),
                        work.gradient(gain),
                        biasGradient,
                        work.rows(input),
                        input.width());
    }

    @Override
    public List<PackedLayout> parameters() {
        return bias == null ? List.of(gain) : List.of(gain, bias);
    }

    @Override
    public List<Value> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return "layer norm (" + input.width() + ")";
    }

    @Override
    public boolean isPrefixOf(RowOperation longer) {
        return longer instanceof NormOperation other
                && input.equals(other.input)
                && output.equals(other.output)
                && PackedLayout.beginsAs(gain, other.gain)
                && PackedLayout.beginsAs(bias, other.bias)
                && epsilon == other.epsilon;
    }
}
