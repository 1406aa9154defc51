package org.transformerbench.models.compiler.rows;

import java.util.List;

/** A copy of some columns of another value into rows of their own, for operations that cannot read parts of rows. */
record ColumnsOperation(Value input, Value output) implements RowOperation {

    @Override
    public void forward(Workspace work) {
        for (int row = 0; row < work.rows(input); row++) {
            System.arraycopy(
                    work.activation(input),
                    row * input.stride() + input.column(),
                    work.activation(output),
                    row * output.stride(),
                    input.width());
        }
    }

    @Override
    public void backward(Workspace work) {
        float[] dx = work.gradient(input);
        float[] dy = work.gradient(output);
        for (int row = 0; row < work.rows(input); row++) {
            int to = row * input.stride() + input.column();
            int from = row * output.stride();
            for (int i = 0; i < input.width(); i++) {
                dx[to + i] += dy[from + i];
            }
        }
    }

    @Override
    public List<Value> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return "columns " + input.column() + " to " + (input.column() + input.width() - 1);
    }
}
