package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.compiler.decode.DecodeBatch;

/** An {@link EmbeddingOperation} for the rows of a decoder, each at the next position of its sequence. Forward only. */
record DecodeEmbeddingOperation(Value output, PackedLayout table, PackedLayout positionTable) implements RowOperation {

    @Override
    public void forward(Workspace work) {
        DecodeBatch rows = work.decodeBatch();
        float[] x = work.activation(output);
        float[] tokenRows = work.parameter(table).values();
        float[] positionRows =
                positionTable == null ? null : work.parameter(positionTable).values();
        int stride = output.stride();
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(tokenRows, rows.token(row) * stride, x, row * stride, stride);
            if (positionRows != null) {
                int from = rows.position(row) * stride;
                for (int i = 0; i < stride; i++) {
                    x[row * stride + i] += positionRows[from + i];
                }
            }
        }
    }

    @Override
    public void backward(Workspace work) {
        throw new UnsupportedOperationException("decoding has no backward pass");
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
        return "embedding of the next tokens (" + table.rows() + " x " + table.columns() + ")";
    }

    @Override
    public boolean isPrefixOf(RowOperation longer) {
        return longer instanceof DecodeEmbeddingOperation other
                && output.equals(other.output)
                && PackedLayout.beginsAs(table, other.table)
                && PackedLayout.beginsAs(positionTable, other.positionTable);
    }
}
