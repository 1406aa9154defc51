package org.transformerbench.models.compiler.rows;

import java.util.List;

/** A reshape that changes the width of rows: (B, T, D) read as (B, T D), or back. */
record ReshapeOperation(Value input, Value output) implements RowOperation {

    @Override
    public void forward(Workspace work) {
        float[] x = work.activation(input);
        float[] y = work.activation(output);
        Value wide = wide();
        int chunk = chunk();
        int at = 0;
        for (int row = 0; row < work.rows(wide); row++) {
            int start = row * wide.stride();
            for (int piece = start; piece < start + wide.width(); piece += chunk, at += narrow().stride()) {
                int from = wide == input ? piece : at;
                System.arraycopy(x, from, y, piece + at - from, chunk);
            }
        }
    }

    @Override
    public void backward(Workspace work) {
        float[] dx = work.gradient(input);
        float[] dy = work.gradient(output);
        Value wide = wide();
        int chunk = chunk();
        int at = 0;
        for (int row = 0; row < work.rows(wide); row++) {
            int start = row * wide.stride();
            for (int piece = start; piece < start + wide.width(); piece += chunk, at += narrow().stride()) {
                int to = wide == input ? piece : at;
                int from = piece + at - to;
                for (int i = 0; i < chunk; i++) {
                    dx[to + i] += dy[from + i];
                }
            }
        }
    }

    /**
     * Copies pieces of rows; one width divides the other, so that each row of the narrow value is a piece of a row of the wide
     * one.
     */
    private int chunk() {
        return narrow().width();
    }

    private Value wide() {
        return input.width() > output.width() ? input : output;
    }

    private Value narrow() {
        return input.width() > output.width() ? output : input;
    }

    @Override
    public List<Value> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return "reshape (" + input.rows() + " x " + input.width() + " -> " + output.rows() + " x " + output.width()
                + ")";
    }
}
