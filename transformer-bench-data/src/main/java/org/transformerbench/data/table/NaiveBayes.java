package org.transformerbench.data.table;

import java.util.Arrays;

/**
 * A multinomial naive Bayes classifier on all n-grams of a text up to some n: log p(c) + sum over n-grams of log((count(g, c) + s) /
 * (count(c) + s G)), where counts and the number G of different n-grams are those of each n, and s is a smoothing. Source: Manning,
 * Raghavan and Schütze, "Introduction to Information Retrieval", 2008, section 13.2.
 */
final class NaiveBayes {
    static final int MAX_ORDER = 6;

    private final Sequences all;
    private final int classes;
    private final double[] priors;
    private final LongIndex[] grams = new LongIndex[MAX_ORDER];
    /** By order: for each n-gram how often it stands in each class. */
    private final int[][] counts = new int[MAX_ORDER][];

    private final long[][] totals;

    /**
     * Counts n-grams.
     *
     * @param sequences of training
     * @param classOf the class of each token that is one
     */
    NaiveBayes(Sequences all, int[] sequences, ClassIndex classOf) {
        this.all = all;
        this.classes = classOf.size();
        this.priors = new double[classes];
        this.totals = new long[MAX_ORDER][classes];
        Arrays.fill(priors, 1);
        for (int n = 0; n < MAX_ORDER; n++) {
            grams[n] = new LongIndex();
            counts[n] = new int[1 << 10];
        }
        for (int sequence : sequences) {
            int label = classOf.of(sequence);
            priors[label]++;
            for (int n = 0; n < MAX_ORDER; n++) {
                count(sequence, n, label);
            }
        }
        double rows = Arrays.stream(priors).sum();
        Arrays.setAll(priors, label -> Math.log(priors[label] / rows));
    }

    private void count(int sequence, int n, int label) {
        TextGrams.forEach(all, sequence, n + 1, hash -> {
            int place = grams[n].add(hash) * classes + label;
            if (place >= counts[n].length) {
                counts[n] = Arrays.copyOf(counts[n], Math.max(place + classes, counts[n].length * 3 / 2));
            }
            counts[n][place]++;
            totals[n][label]++;
        });
    }

    /** Returns the logarithms of the joint probabilities by n-grams up to each n, shape (orders, classes). */
    double[][] scores(int sequence, double smoothing) {
        double[][] scores = new double[MAX_ORDER][];
        double[] sum = priors.clone();
        for (int n = 0; n < MAX_ORDER; n++) {
            int order = n;
            double[] denominators = new double[classes];
            Arrays.setAll(
                    denominators, label -> Math.log(totals[order][label] + smoothing * (grams[order].size() + 1)));
            TextGrams.forEach(all, sequence, n + 1, hash -> {
                int gram = grams[order].find(hash);
                if (gram >= 0) {
                    for (int label = 0; label < classes; label++) {
                        sum[label] += Math.log(counts[order][gram * classes + label] + smoothing) - denominators[label];
                    }
                }
            });
            scores[n] = sum.clone();
        }
        return scores;
    }
}
