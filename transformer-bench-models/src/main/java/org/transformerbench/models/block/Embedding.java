package org.transformerbench.models.block;

import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.GraphScope;

/** Embeddings of tokens and of positions. */
public final class Embedding {
    private Embedding() {}

    /**
     * Looks up a vector for each token, as the product of a one-hot matrix and the table, whose gradient SameDiff computes
     * correctly.
     *
     * @param graph knows T and V
     * @param tokens ids, shape (B, T), int32
     * @param table shape (V, D)
     * @param width D
     * @return shape (B, T, D)
     */
    public static SDVariable tokens(GraphScope graph, SDVariable tokens, SDVariable table, int width) {
        int vocabularySize = graph.shape().vocabularySize();
        SDVariable oneHot = graph.graph().oneHot(tokens.reshape(-1), vocabularySize, -1, 1, 0, DataType.FLOAT);
        return oneHot.mmul(table).reshape(-1, graph.positions(), width);
    }

    /**
     * Returns the vectors of the first T positions.
     *
     * @param graph knows T and the context length
     * @param table shape (context length, D)
     * @param width D
     * @return shape (1, T, D), to be added to (B, T, D)
     */
    public static SDVariable positions(GraphScope graph, SDVariable table, int width) {
        int positions = graph.positions();
        SDVariable used = positions == graph.shape().contextLength()
                ? table
                : table.get(SDIndex.interval(0, positions), SDIndex.all());
        return used.reshape(1, positions, width);
    }
}
