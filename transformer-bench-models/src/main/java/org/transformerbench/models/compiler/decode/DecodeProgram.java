package org.transformerbench.models.compiler.decode;

import org.transformerbench.models.compiler.batch.FlatParameters;

/** A program that computes one position at a time, with the buffers of its workers and the parameters of a session. */
public interface DecodeProgram extends AutoCloseable {

    /**
     * Returns the program for a decoder's batch size.
     *
     * @param batchSize B, how many sequences it has
     * @return this one, or one with the same parameters that is faster for so many; closed with this one
     */
    default DecodeProgram forBatch(int batchSize) {
        return this;
    }

    /**
     * Returns the maximum length of a text in positions.
     *
     * @return T
     */
    int contextLength();

    /**
     * Returns the number of logits.
     *
     * @return V
     */
    int width();

    /**
     * Returns the maximum number of rows that a worker computes at once.
     *
     * @return at least 1
     */
    int maxRows();

    /**
     * Returns the maximum number of sequences that a worker computes at once, each with some of its new positions.
     *
     * @param batchSize B
     * @param positions how many new ones each sequence has
     * @return from 1 to {@link #maxRows}
     */
    int maxSequences(int batchSize, int positions);

    /**
     * Creates an empty cache.
     *
     * @param batchSize B
     * @return room for keys and values of all sequences
     */
    KeyValueCache cache(int batchSize);

    /**
     * Copies the parameters if they have changed.
     *
     * @param parameters of the session
     */
    void refresh(FlatParameters parameters);

    /**
     * Computes rows and stores their keys and values.
     *
     * @param rows at most {@link #maxRows}
     * @param worker whose buffers to use
     */
    void compute(DecodeBatch rows, int worker);

    /**
     * Copies the logits of a row of the last {@link #compute}.
     *
     * @param row from 0
     * @param worker which has computed it
     * @param to receives V floats
     * @param at where they begin
     */
    void copyLogits(int row, int worker, float[] to, int at);

    @Override
    default void close() {}
}
