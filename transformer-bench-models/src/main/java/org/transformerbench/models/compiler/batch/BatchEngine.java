package org.transformerbench.models.compiler.batch;

import org.transformerbench.api.Batch;
import org.transformerbench.models.kernel.Kernels;

/** An engine that runs a compiled graph over batches. */
public interface BatchEngine extends AutoCloseable {

    /**
     * Copies the parameters if they have changed.
     *
     * @param parameters of the session
     */
    void refresh(FlatParameters parameters);

    /**
     * Computes loss, correct predictions and gradient of a batch; the loss that is differentiated is the mean over its targets
     * that count, see {@link Batch#IGNORED}.
     *
     * @param batch tokens, shape (B, T), and targets
     * @param step numbers the dropout masks
     * @param flatGradient overwritten
     * @return sums over the batch
     */
    LossSums gradient(Batch batch, long step, float[] flatGradient);

    /**
     * Computes the logits of a batch.
     *
     * @param tokens shape (B, T)
     * @param batchSize B
     * @param step numbers the dropout masks, if the graph has any
     * @return row-major, without padding
     */
    float[] logits(int[] tokens, int batchSize, long step);

    /** Asks for the kernels that are the fastest in the end; the next call may wait until they are compiled. */
    default void warmUp() {}

    /**
     * Returns the set of kernels that the engine computes with now, for the session's other work.
     *
     * @return stateless
     */
    Kernels kernels();

    @Override
    default void close() {}
}
