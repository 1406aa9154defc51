package org.transformerbench.models.compiler.batch;

/**
 * An engine whose forward pass callers run on their own threads. Each caller brings the number of a worker, whose buffers nobody else
 * uses meanwhile; all workers share the parameters.
 */
public interface ForwardEngine {

    /**
     * Copies the parameters if they have changed. Nobody computes meanwhile.
     *
     * @param parameters of the graph
     */
    void refresh(FlatParameters parameters);

    /**
     * Returns the number of logits per example.
     *
     * @return O V
     */
    int logitsPerExample();

    /**
     * Computes the logits of a batch on the caller's thread.
     *
     * @param tokens shape (B, T)
     * @param batchSize B
     * @param worker whose buffers to use
     * @param logits receives shape (B, O, V), row-major
     */
    void logits(int[] tokens, int batchSize, int worker, float[] logits);
}
