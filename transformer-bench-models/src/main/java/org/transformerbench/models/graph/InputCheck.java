package org.transformerbench.models.graph;

import org.transformerbench.api.Batch;
import org.transformerbench.api.TrainingSpec;

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
        int contextLength = spec.shape().contextLength();
        if (positions < 1 || positions > contextLength || tokens.length % positions != 0) {
            throw new IllegalArgumentException(tokens.length + " tokens are no rows of " + positions
                    + " positions; the context length is " + contextLength);
        }
        requireVocabulary("token", tokens, 0);
    }

    /**
     * Checks tokens that continue sequences.
     *
     * @param tokens token ids, shape (B, n)
     * @param batchSize B
     * @throws IllegalArgumentException if their number is no positive multiple of B, or one is outside the vocabulary
     */
    public void continuation(int[] tokens, int batchSize) {
        if (tokens.length == 0 || tokens.length % batchSize != 0) {
            throw new IllegalArgumentException(
                    tokens.length + " tokens cannot be appended to " + batchSize + " sequences alike");
        }
        requireVocabulary("token", tokens, 0);
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
        requireVocabulary("token", batch.tokens(), 0);
        requireVocabulary("target", batch.targets(), Batch.IGNORED);
        if (batch.countedTargets() == 0) {
            throw new IllegalArgumentException(
                    "The batch has no target that counts: all " + batch.targets().length + " are " + Batch.IGNORED);
        }
    }

    /** Checks ids, the least of which is 0, or that of a target that does not count. */
    private void requireVocabulary(String kind, int[] ids, int least) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < least || ids[i] >= spec.shape().vocabularySize()) {
                throw new IllegalArgumentException("The " + kind + " " + ids[i] + " at index " + i
                        + " is outside of the vocabulary [0, " + spec.shape().vocabularySize() + ")");
            }
        }
    }
}
