package org.transformerbench.models.engine;

import java.util.List;

/** The same numbers of each example in rows of another width, as a reshape has it: (B, T, D) read as (B, T D), or back. */
record RegroupStep(Value input, Value output) implements Step {

    @Override
    public void forward(Workspace work) {
        int chunk = chunk();
        for (int i = 0; i < chunks(work); i++) {
            System.arraycopy(work.activation(input), place(input, i), work.activation(output), place(output, i), chunk);
        }
    }

    @Override
    public void backward(Workspace work) {
        float[] dx = work.gradient(input);
        float[] dy = work.gradient(output);
        int chunk = chunk();
        for (int i = 0; i < chunks(work); i++) {
            int to = place(input, i);
            int from = place(output, i);
            for (int j = 0; j < chunk; j++) {
                dx[to + j] += dy[from + j];
            }
        }
    }

    /** One width divides the other, so that each piece of the smaller one is contiguous in both. */
    private int chunk() {
        return Math.min(input.width(), output.width());
    }

    private int chunks(Workspace work) {
        return work.rows(input) * input.width() / chunk();
    }

    private int place(Value value, int chunkIndex) {
        int perRow = value.width() / chunk();
        return chunkIndex / perRow * value.stride() + chunkIndex % perRow * chunk();
    }

    @Override
    public List<Value> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return "regroup (" + input.rows() + " x " + input.width() + " -> " + output.rows() + " x " + output.width()
                + ")";
    }
}
