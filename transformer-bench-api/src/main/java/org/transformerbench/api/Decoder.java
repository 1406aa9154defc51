package org.transformerbench.api;

/**
 * A decoder that extends B sequences token by token; the caller chooses each next token. Thread-safe as its model is, whose calls
 * and those of all its decoders run one at a time; who appends from several threads chooses the order. Several decoders of one
 * model do not disturb each other. It needs no closing.
 *
 * <p>The result is that of {@link TrainedModel#logits} with {@link Targets#LAST} on the last min(length, context length)
 * tokens of each sequence, up to rounding, with the parameters that the model has at the time of the call. A decoder that
 * reuses keys and values (see {@link #cached}) computes the new positions only. When a sequence outgrows the context length,
 * the window slides by as many tokens as are too many: then every token stands at another position, and what was kept of it
 * is no longer valid, so that the whole window is computed for each call from there on, cached or not. The same holds for the
 * first call after a change of the parameters.
 */
public interface Decoder {

    /**
     * Appends tokens to each sequence.
     *
     * @param tokens token ids, shape (B, n) in row-major order, n at least 1 and the same for all sequences, 0 &lt;= id
     *     &lt; V; more than the context length are allowed
     * @return the logits of what follows each sequence, shape (B, V), row-major; a new array
     * @throws IllegalArgumentException if the number of tokens is no positive multiple of B, if a token is outside the
     *     vocabulary, or if a model that reads whole windows (fewer output positions than its context length) has too
     *     few tokens yet; nothing is appended then
     * @throws IllegalStateException if the model is closed
     */
    float[] append(int... tokens);

    /**
     * Returns the current length of each sequence in tokens.
     *
     * @return all that were appended, also those that slid out of the window; 0 at first
     */
    int length();

    /**
     * Returns the number of sequences B.
     *
     * @return B
     */
    int batchSize();

    /**
     * Returns whether keys and values are cached, for the record.
     *
     * @return false if each call computes its whole window
     */
    boolean cached();

    /**
     * Returns a decoder that recomputes the whole window on each call. It works with every model and is what others are measured
     * against; {@link TrainedModel#decoder} gives the fastest one that the model has.
     *
     * @param model the model; its own logits are asked for
     * @param batchSize B; at least 1
     * @return an empty decoder
     */
    static Decoder recomputing(TrainedModel model, int batchSize) {
        return new RecomputingDecoder(model, batchSize);
    }
}
