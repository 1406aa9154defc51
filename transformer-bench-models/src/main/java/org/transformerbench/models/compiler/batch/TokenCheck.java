package org.transformerbench.models.compiler.batch;

import org.transformerbench.api.SequenceShape;

/**
 * A check that tokens fit a model, since kernels would read beyond its tables.
 *
 * @param shape vocabulary size and context length
 */
public record TokenCheck(SequenceShape shape) {

    /**
     * Checks tokens for inference.
     *
     * @param tokens token ids, shape (B, T)
     * @param positions T
     * @throws IllegalArgumentException if they are no rows of T ids in the vocabulary, or T exceeds the context length
     */
    public void rows(int[] tokens, int positions) {
        int contextLength = shape.contextLength();
        if (positions < 1 || positions > contextLength || tokens.length % positions != 0) {
            throw new IllegalArgumentException(tokens.length + " tokens are no rows of " + positions
                    + " positions; the context length is " + contextLength);
        }
        vocabulary("token", tokens, 0);
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
        vocabulary("token", tokens, 0);
    }

    /**
     * Checks ids.
     *
     * @param kind of the ids, for the message
     * @param ids the ids
     * @param least the least legal one: 0, or that of a target that does not count
     * @throws IllegalArgumentException if one is outside the vocabulary
     */
    public void vocabulary(String kind, int[] ids, int least) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < least || ids[i] >= shape.vocabularySize()) {
                throw new IllegalArgumentException("The " + kind + " " + ids[i] + " at index " + i
                        + " is outside of the vocabulary [0, " + shape.vocabularySize() + ")");
            }
        }
    }
}
