package org.transformerbench.api.inference;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Logits;
import org.transformerbench.api.config.Require;

/**
 * The rule by which the next token is chosen from its logits.
 *
 * @param temperature divides the logits: below 1 likely tokens become likelier, above 1 all become more alike; 0 for always
 *     the most likely token; at least 0
 * @param topK only the k most likely tokens can be chosen; at least 1, empty for all
 */
public record Sampling(double temperature, OptionalInt topK) {

    public Sampling {
        Require.notNegative("temperature", temperature);
        topK.ifPresent(k -> Require.atLeast("topK", k, 1));
    }

    /**
     * Returns the rule that always chooses the most likely token.
     *
     * @return temperature 0
     */
    public static Sampling greedy() {
        return of(0);
    }

    /**
     * Returns a rule that samples from all tokens.
     *
     * @param temperature at least 0
     * @return without top-k
     */
    public static Sampling of(double temperature) {
        return new Sampling(temperature, OptionalInt.empty());
    }

    /**
     * Chooses a token.
     *
     * @param logits any number of rows
     * @param offset where the row begins
     * @param vocabularySize V, the length of a row; at least 1
     * @param random is asked for one number, or none at temperature 0
     * @return a token; the first of several where greedy, and the first ones where several are the k-th most likely
     * @throws IllegalArgumentException if a logit is not a number, or the largest is infinite
     */
    public int choose(float[] logits, int offset, int vocabularySize, RandomGenerator random) {
        int best = Logits.argmax(logits, offset, vocabularySize);
        if (temperature == 0) {
            return best;
        }
        double[] weights = new double[vocabularySize];
        for (int token = 0; token < vocabularySize; token++) {
            weights[token] = Math.exp(((double) logits[offset + token] - logits[offset + best]) / temperature);
        }
        keepMostLikely(weights);
        double sum = Arrays.stream(weights).sum();
        if (!Double.isFinite(sum)) {
            throw new IllegalArgumentException("No token can be chosen: the model's logits are not finite");
        }
        return at(random.nextDouble() * sum, weights, best);
    }

    private void keepMostLikely(double[] weights) {
        if (topK.isEmpty() || topK.getAsInt() >= weights.length) {
            return;
        }
        double[] sorted = weights.clone();
        Arrays.sort(sorted);
        double least = sorted[weights.length - topK.getAsInt()];
        long larger = Arrays.stream(weights).filter(weight -> weight > least).count();
        long alike = topK.getAsInt() - larger;
        for (int token = 0; token < weights.length; token++) {
            if (weights[token] < least || weights[token] == least && alike-- <= 0) {
                weights[token] = 0;
            }
        }
    }

    /** Returns the index at which the cumulative weight passes a mark. Rounding may carry the mark past the last weight. */
    private static int at(double mark, double[] weights, int otherwise) {
        double passed = 0;
        for (int token = 0; token < weights.length; token++) {
            passed += weights[token];
            if (mark < passed) {
                return token;
            }
        }
        return otherwise;
    }
}
