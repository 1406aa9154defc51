package org.transformerbench.api;

import java.util.Map;

/**
 * A model with its parameters, ready for inference without dropout. After {@link #close}, whatever computes, reads or replaces
 * parameters throws an {@link IllegalStateException}.
 *
 * <p>Thread-safe: several threads may use a model and its decoders at the same time, and get the numbers, to the last bit,
 * that one thread would get. Calls run one at a time and wait for one another, {@link #close} too, since a call computes with
 * all threads and buffers of the model; for more throughput give a call more sequences, or each thread a model of its own.
 * Waiting is not ended by an interrupt: the thread's flag stays set, and the call is made.
 */
public interface TrainedModel extends AutoCloseable {

    /**
     * Returns the data shape that the model was built for.
     *
     * @return vocabulary size, context length and output positions
     */
    SequenceShape shape();

    /**
     * Computes logits in evaluation mode.
     *
     * @param tokens token ids, shape (B, T) in row-major order, 0 &lt;= id &lt; V
     * @param positions T; at least 1, at most the context length
     * @param targets {@link Targets#LAST} for the logits of the last output position only
     * @return logits, shape (B, O, V) or (B, 1, V), row-major
     * @throws IllegalArgumentException if the number of tokens is no multiple of T, or a token is outside the vocabulary
     */
    float[] logits(int[] tokens, int positions, Targets targets);

    /**
     * Returns a decoder that extends sequences token by token and reuses earlier computations where this model allows it.
     *
     * @param batchSize B, how many sequences; at least 1
     * @return an empty decoder; {@link Decoder#cached} says whether it reuses anything
     */
    default Decoder decoder(int batchSize) {
        return Decoder.recomputing(this, batchSize);
    }

    /**
     * Copies the parameters.
     *
     * @return name to values, in the order in which the model defines them
     */
    Map<String, Tensor> parameters();

    /**
     * Replaces the parameters. Optimizer state is not touched.
     *
     * @param parameters exactly the model's names and shapes; tied aliases are allowed and must agree
     * @throws IllegalArgumentException if a name is missing or unknown, or a shape differs
     */
    void load(Map<String, Tensor> parameters);

    /**
     * Returns the number of parameters.
     *
     * @return the number of trainable values
     */
    default long parameterCount() {
        return parameters().values().stream().mapToLong(Tensor::size).sum();
    }

    /**
     * Asks for the speed of a model that has computed for long, so that a measurement does not depend on how long it was trained.
     * From now on it computes in the way that is the fastest in the end. The next call may take seconds longer, since it waits
     * until that way is compiled. Numbers do not change. By default, for a model that computes in one way only, it has no effect.
     */
    default void warmUp() {}

    /**
     * Stops the model's threads and frees native memory. To close it again has no effect. Of a model that nobody closes, idle
     * threads end after some seconds, and the garbage collector releases the memory.
     */
    @Override
    void close();
}
