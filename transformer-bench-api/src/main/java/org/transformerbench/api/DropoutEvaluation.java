package org.transformerbench.api;

/**
 * The capability of a {@link TrainingSession} to evaluate with dropout, for protocols that do so. Runs of such a protocol fail
 * before their first step where the sessions of the trainer do not have it.
 */
public interface DropoutEvaluation {

    /**
     * Computes logits with dropout, as the next training step would. Parameters, optimizer and the masks of later steps do not
     * change.
     *
     * @param tokens token ids, shape (B, T) in row-major order, 0 &lt;= id &lt; V
     * @param positions T; at least 1, at most the context length
     * @param targets {@link Targets#LAST} for the logits of the last output position only
     * @return logits, shape (B, O, V) or (B, 1, V), row-major
     * @throws IllegalArgumentException if the number of tokens is no multiple of T, or a token is outside the vocabulary
     * @throws IllegalStateException if the session is closed
     */
    float[] logitsWithDropout(int[] tokens, int positions, Targets targets);
}
