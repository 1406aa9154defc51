package org.transformerbench.data.table;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;

/**
 * Logistic regression, one class against the rest with an L2 penalty, on which n-grams up to some n a text has. Each text is scaled to
 * length 1. N-grams that stand once in the training texts are left out.
 */
final class LogisticRegression {
    /** The library's default is 0.01, which takes twice as long and gives the same accuracy. */
    private static final double PRECISION = 0.1;
    /** The cost of a wrong text against the penalty on the weights, where texts have length 1. */
    private static final double COST = 30;

    static {
        // The library reports to standard output, for the whole JVM, unless told otherwise.
        Linear.disableDebugOutput();
    }

    private final Sequences all;
    private final int order;
    private final ClassIndex classOf;
    private final LongIndex grams = new LongIndex();
    /** The feature of each n-gram, from 1; 0 for those that are left out. */
    private final int[] features;

    private final int intercept;
    private final Model model;

    /**
     * Finds the weights of all features.
     *
     * @param sequences of training, of at least two classes
     */
    LogisticRegression(Sequences all, int[] sequences, int order, ClassIndex classOf) {
        this.all = all;
        this.order = order;
        this.classOf = classOf;
        this.features = number(sequences);
        this.intercept = Arrays.stream(features).max().orElse(0) + 1;
        Problem problem = new Problem();
        problem.l = sequences.length;
        problem.n = intercept;
        problem.bias = -1;
        problem.x = new Feature[sequences.length][];
        problem.y = new double[sequences.length];
        for (int i = 0; i < sequences.length; i++) {
            problem.x[i] = features(sequences[i]);
            problem.y[i] = classOf.of(sequences[i]);
        }
        model = Linear.train(problem, new Parameter(SolverType.L2R_LR, COST, PRECISION));
    }

    private int[] number(int[] sequences) {
        int[] counts = new int[1 << 10];
        for (int sequence : sequences) {
            for (long hash : hashes(sequence)) {
                int gram = grams.add(hash);
                counts = gram < counts.length ? counts : Arrays.copyOf(counts, 2 * counts.length);
                counts[gram]++;
            }
        }
        int[] numbers = new int[grams.size()];
        int next = 1;
        for (int gram = 0; gram < numbers.length; gram++) {
            numbers[gram] = counts[gram] > 1 ? next++ : 0;
        }
        return numbers;
    }

    private long[] hashes(int sequence) {
        long[] hashes = new long[order * (all.prompt(sequence) + 1)];
        int[] count = new int[1];
        for (int n = 1; n <= order; n++) {
            TextGrams.forEach(all, sequence, n, hash -> hashes[count[0]++] = hash);
        }
        Arrays.sort(hashes, 0, count[0]);
        int different = 0;
        for (int i = 0; i < count[0]; i++) {
            if (different == 0 || hashes[i] != hashes[different - 1]) {
                hashes[different++] = hashes[i];
            }
        }
        return Arrays.copyOf(hashes, different);
    }

    /** Returns the features of a text in rising order; the last one is of every text and stands for the intercept. */
    private Feature[] features(int sequence) {
        int[] found = Arrays.stream(hashes(sequence))
                .mapToInt(grams::find)
                .map(gram -> gram < 0 ? 0 : features[gram])
                .filter(feature -> feature > 0)
                .sorted()
                .toArray();
        Feature[] row = new Feature[found.length + 1];
        double value = found.length == 0 ? 0 : 1 / Math.sqrt(found.length);
        for (int i = 0; i < found.length; i++) {
            row[i] = new FeatureNode(found[i], value);
        }
        row[found.length] = new FeatureNode(intercept, 1);
        return row;
    }

    /** Returns the probability of each class. */
    double[] probabilities(int sequence) {
        double[] found = new double[model.getNrClass()];
        Linear.predictProbability(model, features(sequence), found);
        double[] byClass = new double[classOf.size()];
        for (int i = 0; i < found.length; i++) {
            byClass[model.getLabels()[i]] = found[i];
        }
        return byClass;
    }
}
