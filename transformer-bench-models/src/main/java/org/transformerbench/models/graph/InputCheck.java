package org.transformerbench.models.graph;

import org.transformerbench.api.Batch;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.compiler.batch.TokenCheck;

/** A check that tokens and batches fit a model, since native code would read beyond its tables. */
public final class InputCheck {
    private final TrainingSpec<?> spec;

    /**
     * Creates the check of a session.
     *
     * @param spec shape and targets
     */
    public InputCheck(TrainingSpec<?> spec) {
        this.spec = spec;
    }

    /**
     * Checks tokens for inference.
     *
     * @param tokens token ids, shape (B, T)
     * @param positions T
     * @throws IllegalArgumentException if they are no rows of T ids in the vocabulary, or T exceeds the context length
     */
    public void tokens(int[] tokens, int positions) {
        tokens().rows(tokens, positions);
    }

    /**
     * Returns the check of tokens alone.
     *
     * @return for the same shape
     */
    public TokenCheck tokens() {
        return new TokenCheck(spec.shape());
    }

    /**
     * Checks a batch for training.
     *
     * @param batch tokens and targets
     * @throws IllegalArgumentException if its shape or an id does not fit, or no target counts
     */
    public void batch(Batch batch) {
        int expected = spec.targetsPerExample(batch.positions());
        if (batch.positions() > spec.shape().contextLength() || batch.targetsPerExample() != expected) {
            throw new IllegalArgumentException("A batch with " + batch.positions() + " positions and "
                    + batch.targetsPerExample() + " targets per example does not fit a context length of "
                    + spec.shape().contextLength() + " and " + expected + " targets");
        }
        tokens().vocabulary("token", batch.tokens(), 0);
        tokens().vocabulary("target", batch.targets(), Batch.IGNORED);
        if (batch.countedTargets() == 0) {
            throw new IllegalArgumentException(
                    "The batch has no target that counts: all " + batch.targets().length + " are " + Batch.IGNORED);
        }
    }
}
