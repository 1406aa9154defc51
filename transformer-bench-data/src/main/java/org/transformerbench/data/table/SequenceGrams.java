package org.transformerbench.data.table;

import java.util.Arrays;
import org.transformerbench.api.SeedStreams;

/**
 * An n-gram model of the tokens after a sequence's first one, within sequences, with Witten-Bell smoothing: p(c | h) = (count(h c) +
 * u(h) p(c | h')) / (count(h) + u(h)), where u(h) is the number of distinct tokens seen after h, and h' is h without its first token;
 * below the empty context it is uniform over all tokens that can be predicted. Source: Chen and Goodman, "An Empirical Study of
 * Smoothing Techniques for Language Modeling", 1998, section 2.5.
 */
final class SequenceGrams {
    private final Sequences all;
    private final int order;
    private final double uniform;
    private final LongIndex contexts = new LongIndex();
    private final LongIndex grams = new LongIndex();
    /** By number of a context: how often something followed it, and how many different tokens did. */
    private int[] followed = new int[1 << 10];

    private int[] different = new int[1 << 10];
    private int[] counts = new int[1 << 10];

    /**
     * Counts n-grams.
     *
     * @param sequences what is counted
     * @param order the longest n
     * @param predictable how many tokens can come next
     */
    SequenceGrams(Sequences all, int[] sequences, int order, int predictable) {
        this.all = all;
        this.order = order;
        this.uniform = 1.0 / predictable;
        for (int sequence : sequences) {
            for (int place = 1; place < all.length(sequence); place++) {
                count(sequence, place);
            }
        }
    }

    private void count(int sequence, int place) {
        int token = all.id(sequence, place);
        for (int length = 0; length < order && length <= place; length++) {
            long context = context(sequence, place, length);
            int ofContext = contexts.add(context);
            followed = grown(followed, ofContext);
            different = grown(different, ofContext);
            int ofGram = grams.add(gram(context, token));
            counts = grown(counts, ofGram);
            followed[ofContext]++;
            different[ofContext] += counts[ofGram] == 0 ? 1 : 0;
            counts[ofGram]++;
        }
    }

    private static int[] grown(int[] values, int place) {
        return place < values.length ? values : Arrays.copyOf(values, 2 * values.length);
    }

    /** Returns a hash of the tokens before a place, different for different lengths. */
    private long context(int sequence, int place, int length) {
        long hash = length + 1;
        for (int i = place - length; i < place; i++) {
            hash = SeedStreams.mix(hash * Character.MAX_VALUE + all.id(sequence, i) + 1);
        }
        return SeedStreams.mix(hash);
    }

    private static long gram(long context, int token) {
        return SeedStreams.mix(context + 0x9e3779b97f4a7c15L * (token + 1));
    }

    /**
     * Computes the probabilities of tokens at a place by n-grams of each length.
     *
     * @param probabilities receives for each n from 1 to the order, shape (order, V), those of the given tokens
     */
    void probabilities(int sequence, int place, int[] tokens, double[][] probabilities) {
        for (int length = 0; length < order; length++) {
            double[] shorter = length == 0 ? null : probabilities[length - 1];
            double[] result = probabilities[length];
            long context = length <= place ? context(sequence, place, length) : 0;
            int ofContext = length <= place ? contexts.find(context) : -1;
            for (int token : tokens) {
                double back = shorter == null ? uniform : shorter[token];
                if (ofContext < 0) {
                    result[token] = back;
                } else {
                    int ofGram = grams.find(gram(context, token));
                    double count = ofGram < 0 ? 0 : counts[ofGram];
                    result[token] =
                            (count + different[ofContext] * back) / (followed[ofContext] + different[ofContext]);
                }
            }
        }
    }
}
