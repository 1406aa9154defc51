package org.transformerbench.models.samediff;

import org.transformerbench.api.Nd4jRuntime;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;

/**
 * A trainer that uses SameDiff's own gradients, operation by operation, and AdamW as PyTorch defines it. The whole batch goes
 * through the graph at once: its activations, and their gradients, must fit into memory.
 *
 * <p>Two effects reach beyond a session, since ND4J has no narrower switch: OpenBLAS computes with one thread from the
 * first session on, without which sums would depend on the number of threads; and while a graph is differentiated, what
 * this thread prints to {@code System.out} is held back, for ND4J prints a line per operation.
 *
 * <p>Sessions on several threads give the same results as alone. But ND4J shares out its own threads and takes no number of
 * them for a session, so that such runs slow each other down by more than their share. Batches of fewer than 4,096 rows
 * (examples times positions) are computed on one thread, since ND4J's threads spin while they wait for one another.
 */
public final class SameDiffTrainer implements Trainer {

    /** Creates the trainer for service discovery. */
    public SameDiffTrainer() {}

    @Override
    public String id() {
        return "samediff";
    }

    @Override
    public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
        Nd4jRuntime.start();
        return TrainingSession.synchronizedSession(new SameDiffSession<>(spec));
    }
}
