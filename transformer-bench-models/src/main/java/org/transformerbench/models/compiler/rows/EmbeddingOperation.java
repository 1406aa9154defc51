package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.kernel.Kernels;

/**
 * An embedding: a row of a table for each token, plus a row of another for its position where there is one. With fewer rows of
 * output than positions, what belongs to several tokens lies side by side in a row.
 */
record EmbeddingOperation(Value output, int positions, PackedLayout table, PackedLayout positionTable)
        implements RowOperation {

    @Override
    public void forward(Workspace work) {
        float[] x = work.activation(output);
        float[] rows = work.parameter(table).values();
        int[] tokens = work.tokens();
        int token = work.firstExample() * positions;
        int tableStride = Kernels.stride(table.columns());
        int size = size();
        int perRow = positions / output.rows();
        for (int row = 0; row < work.rows(output); row++) {
            int at = row * output.stride();
            for (int i = 0; i < perRow; i++, token++, at += size) {
                copy(rows, tokens[token] * tableStride, x, at, size);
            }
        }
        if (positionTable != null) {
            float[] positionRows = work.parameter(positionTable).values();
            for (int row = 0; row < work.rows(output); row++) {
                int at = row * output.stride();
                int position = row % output.rows() * perRow * tableStride;
                for (int i = 0; i < perRow; i++, position += tableStride, at += size) {
                    add(work, positionRows, position, x, at, size);
                }
            }
        }
    }

    @Override
    public void backward(Workspace work) {
        float[] dx = work.gradient(output);
        float[] rows = work.gradient(table);
        int[] tokens = work.tokens();
        int token = work.firstExample() * positions;
        int tableStride = Kernels.stride(table.columns());
        int size = size();
        int perRow = positions / output.rows();
        for (int row = 0; row < work.rows(output); row++) {
            int at = row * output.stride();
            for (int i = 0; i < perRow; i++, token++, at += size) {
                add(work, dx, at, rows, tokens[token] * tableStride, size);
            }
        }
        if (positionTable != null) {
            float[] positionRows = work.gradient(positionTable);
            for (int row = 0; row < work.rows(output); row++) {
                int at = row * output.stride();
                int position = row % output.rows() * perRow * tableStride;
                for (int i = 0; i < perRow; i++, position += tableStride, at += size) {
                    add(work, dx, at, positionRows, position, size);
                }
            }
        }
    }

    /** Returns the number of floats of a token: with padding, unless the next one follows directly. */
    private int size() {
        return positions == output.rows() ? output.stride() : table.columns();
    }

    /** Copies a row by a loop, which for a few floats is faster than {@link System#arraycopy}. */
    private static void copy(float[] from, int fromOffset, float[] to, int toOffset, int size) {
        if (size < Kernels.LANES) {
            for (int i = 0; i < size; i++) {
                to[toOffset + i] = from[fromOffset + i];
            }
        } else {
            System.arraycopy(from, fromOffset, to, toOffset, size);
        }
    }

    private static void add(Workspace work, float[] from, int fromOffset, float[] to, int toOffset, int size) {
        if (size % Kernels.LANES == 0) {
            work.kernels().elementwise().add(from, fromOffset, to, toOffset, size);
        } else {
            for (int i = 0; i < size; i++) {
                to[toOffset + i] += from[fromOffset + i];
            }
        }
    }

    @Override
    public List<PackedLayout> parameters() {
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
