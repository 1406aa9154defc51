package org.transformerbench.models.engine;

import java.util.List;

/** A row of a table for each token, plus a row of another for its position where there is one. */
record EmbeddingStep(Value output, int positions, Packed table, Packed positionTable) implements Step {

    @Override
    public void forward(Workspace work) {
        float[] x = work.activation(output);
        int stride = output.stride();
        int tokens = work.examples() * positions;
        int first = work.firstExample() * positions;
        for (int i = 0; i < tokens; i++) {
            System.arraycopy(table.values(), work.tokens()[first + i] * stride, x, i * stride, stride);
        }
        if (positionTable != null) {
            int size = positions * stride;
            for (int example = 0; example < work.examples(); example++) {
                work.kernels().add(positionTable.values(), 0, x, example * size, size);
            }
        }
    }

    @Override
    public void backward(Workspace work) {
        float[] dx = work.gradient(output);
        float[] tableGradient = work.gradient(table);
        int stride = output.stride();
        int tokens = work.examples() * positions;
        int first = work.firstExample() * positions;
        for (int i = 0; i < tokens; i++) {
            work.kernels().add(dx, i * stride, tableGradient, work.tokens()[first + i] * stride, stride);
        }
        if (positionTable != null) {
            int size = positions * stride;
            for (int example = 0; example < work.examples(); example++) {
                work.kernels().add(dx, example * size, work.gradient(positionTable), 0, size);
            }
        }
    }

    @Override
    public List<Packed> parameters() {
        return positionTable == null ? List.of(table) : List.of(table, positionTable);
    }

    @Override
    public List<Value> inputs() {
        return List.of();
    }

    @Override
    public String describe() {
        return "embedding (" + table.rows() + " x " + table.columns()
                + (positionTable == null ? ")" : ", " + positionTable.rows() + " positions)");
    }
}
