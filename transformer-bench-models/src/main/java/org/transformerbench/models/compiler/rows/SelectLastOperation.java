package org.transformerbench.models.compiler.rows;

import java.util.List;

/**
 * A copy of the last row of each example: where only the last position is a target, nothing else has to be computed after it.
 */
record SelectLastOperation(Value input, Value output) implements RowOperation {

    @Override
    public void forward(Workspace work) {
        for (int example = 0; example < work.examples(); example++) {
            System.arraycopy(
                    work.activation(input),
                    last(example),
                    work.activation(output),
                    example * output.stride(),
                    input.width());
        }
    }

    @Override
    public void backward(Workspace work) {
        float[] dx = work.gradient(input);
        float[] dy = work.gradient(output);
        for (int example = 0; example < work.examples(); example++) {
            for (int i = 0; i < input.width(); i++) {
                dx[last(example) + i] += dy[example * output.stride() + i];
            }
        }
    }

    private int last(int example) {
        return ((example + 1) * input.rows() - 1) * input.stride() + input.column();
    }

    @Override
    public List<Value> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return "last of " + input.rows() + " rows (" + input.width() + ")";
    }
}
