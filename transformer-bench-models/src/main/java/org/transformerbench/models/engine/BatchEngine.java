package org.transformerbench.models.engine;

import org.transformerbench.api.Batch;
import org.transformerbench.models.compiler.runtime.LossSums;

/** Runs a compiled graph over batches. */
interface BatchEngine extends AutoCloseable {

    /** Reads the parameters anew if they have changed. */
    void refresh(FlatParameters parameters);

    /**
     * Loss, right predictions and gradient of a batch; the mean over all its targets is the loss.
     *
     * @param step numbers the dropout masks
     * @param flatGradient overwritten
     */
    LossSums gradient(Batch batch, long step, float[] flatGradient);

    /** Logits of a batch, row-major without padding; the step numbers its dropout, if the graph has any. */
    float[] logits(int[] tokens, int batchSize, long step);

    @Override
    void close();
}
