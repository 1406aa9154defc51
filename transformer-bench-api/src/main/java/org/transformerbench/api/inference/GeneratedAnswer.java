package org.transformerbench.api.inference;

import java.util.Arrays;

/**
 * A whole answer that a model generated. The arrays are not copied.
 *
 * @param prompt token ids of the question; for examples that are padded on the left, with the padding that is left before the last token
 *     of the answer
 * @param written token ids that the model wrote, as many as the correct answer has
 * @param expected token ids of the correct answer
 * @param probability the product of the probabilities of the written tokens, each given those before it; in [0, 1]
 */
public record GeneratedAnswer(int[] prompt, int[] written, int[] expected, double probability) {

    /**
     * Returns whether all tokens are correct.
     *
     * @return true if every token is the expected one
     */
    public boolean correct() {
        return Arrays.equals(written, expected);
    }
}
