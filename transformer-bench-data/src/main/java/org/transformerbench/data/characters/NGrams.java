package org.transformerbench.data.characters;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A character n-gram model with Witten-Bell smoothing: p(c | h) = (count(h c) + u(h) p(c | h')) / (count(h) + u(h)), where u(h)
 * is the number of distinct characters seen after h, and h' is h without its first character; below the empty context it is
 * uniform. Source: Chen and Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling", 1998, section 2.5.
 */
final class NGrams {
    /** Maximum length of contexts whose probabilities are cached: there are few of them, and each has many continuations. */
    private static final int LONGEST_KEPT = 3;

    private final int vocabularySize;
    private final int[] text;
    /** For each order the sorted n-grams, each packed into a number: those of one context are adjacent. */
    private final long[][] sorted;

    private final Map<Long, double[]> kept = new HashMap<>();

    /**
     * Counts n-grams.
     *
     * @param text token ids
     * @param part what is counted
     * @param order the longest n; V^n must fit, see {@link #longestOrder}
     */
    NGrams(int[] text, TextPart part, int vocabularySize, int order) {
        this.text = text;
        this.vocabularySize = vocabularySize;
        this.sorted = new long[order + 1][];
        for (int n = 1; n <= order; n++) {
            long[] grams = new long[Math.max(0, part.length() - n + 1)];
            for (int i = 0; i < grams.length; i++) {
                grams[i] = packed(part.from() + i, n);
            }
            Arrays.sort(grams);
            sorted[n] = grams;
        }
    }

    /** Returns the longest order whose n-grams fit into a number. */
    static int longestOrder(int vocabularySize, int wanted) {
        int order = 0;
        long size = 1;
        while (order < wanted && size <= Long.MAX_VALUE / vocabularySize) {
            size *= vocabularySize;
            order++;
        }
        return order;
    }

    private long packed(int from, int length) {
        long packed = 0;
        for (int i = 0; i < length; i++) {
            packed = packed * vocabularySize + text[from + i];
        }
        return packed;
    }

    /** Returns the probability of each token at a position of the text, given up to {@code order - 1} tokens before it. */
    double[] probabilities(int position, int earliest, int order) {
        int context = Math.min(order - 1, position - earliest);
        return conditional(packed(position - context, context), context);
    }

    private double[] conditional(long context, int length) {
        if (length > LONGEST_KEPT) {
            return computed(context, length);
        }
        // Different lengths must not meet: a leading id 0 adds nothing to the packed number.
        long key = context * (LONGEST_KEPT + 1) + length;
        double[] known = kept.get(key);
        if (known == null) {
            known = computed(context, length);
            kept.put(key, known);
        }
        return known;
    }

    private double[] computed(long context, int length) {
        double[] result = length == 0
                ? uniform()
                : conditional(context % power(length - 1), length - 1).clone();
        long[] grams = sorted[length + 1];
        long first = context * vocabularySize;
        int from = lowerBound(grams, first);
        int to = lowerBound(grams, first + vocabularySize);
        if (from == to) {
            return result;
        }
        int distinct = 0;
        int[] counts = new int[vocabularySize];
        for (int i = from; i < to; i++) {
            int token = (int) (grams[i] - first);
            distinct += counts[token] == 0 ? 1 : 0;
            counts[token]++;
        }
        for (int token = 0; token < vocabularySize; token++) {
            result[token] = (counts[token] + distinct * result[token]) / (to - from + distinct);
        }
        return result;
    }

    private double[] uniform() {
        double[] uniform = new double[vocabularySize];
        Arrays.fill(uniform, 1.0 / vocabularySize);
        return uniform;
    }

    private long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= vocabularySize;
        }
        return power;
    }

    private static int lowerBound(long[] values, long value) {
        int low = 0;
        int high = values.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
