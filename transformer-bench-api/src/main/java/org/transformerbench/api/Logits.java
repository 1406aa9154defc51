package org.transformerbench.api;

/** Static helpers for logits that are stored row by row in one array. */
public final class Logits {
    private Logits() {}

    /**
     * Returns the most likely token of one row.
     *
     * @param logits any number of rows
     * @param offset where the row begins
     * @param vocabularySize V, the length of a row; at least 1
     * @return the token with the largest logit, the first of several
     */
    public static int argmax(float[] logits, int offset, int vocabularySize) {
        int best = 0;
        for (int token = 1; token < vocabularySize; token++) {
            if (logits[offset + token] > logits[offset + best]) {
                best = token;
            }
        }
        return best;
    }

    /**
     * Returns the softmax probability of a token.
     *
     * @param logits any number of rows
     * @param offset where the row begins
     * @param vocabularySize V, the length of a row; at least 1
     * @param token 0 &lt;= token &lt; V
     * @return its share of the softmax of the row, in [0, 1]
     */
    public static double probability(float[] logits, int offset, int vocabularySize, int token) {
        double largest = logits[offset + argmax(logits, offset, vocabularySize)];
        double sum = 0;
        for (int other = 0; other < vocabularySize; other++) {
            sum += Math.exp(logits[offset + other] - largest);
        }
        return Math.exp(logits[offset + token] - largest) / sum;
    }
}
