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
            if (positionTable != null) {
                addRow(positionTable.values(), i % positions * stride, x, i * stride, stride);
            }
        }
    }

    @Override
    public void backward(Workspace work) {
        float[] dx = work.gradient(output);
        int stride = output.stride();
        int tokens = work.examples() * positions;
        int first = work.firstExample() * positions;
        for (int i = 0; i < tokens; i++) {
            addRow(dx, i * stride, work.gradient(table), work.tokens()[first + i] * stride, stride);
            if (positionTable != null) {
                addRow(dx, i * stride, work.gradient(positionTable), i % positions * stride, stride);
            }
        }
    }

    private static void addRow(float[] from, int fromOffset, float[] to, int toOffset, int width) {
        for (int i = 0; i < width; i++) {
            to[toOffset + i] += from[fromOffset + i];
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
