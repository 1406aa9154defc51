package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Vocabulary;

/**
 * References of classes: the most frequent one, and two classifiers on n-grams of units: the n is chosen for the first of
 * them on validation data, or on a tenth of the training data where there is none.
 */
final class LabelReferences implements References {
    private static final double[] SMOOTHINGS = {1, 0.1, 0.01};
    private static final int LONGEST_FEATURE = 5;
    private static final long MAX_TOKENS = 600_000;
    private static final int MAX_SCORED = 10_000;
    private static final int MAX_CHOOSING = 5000;
    /** The probability of a class that a classifier holds impossible. */
    private static final double MIN_PROBABILITY = 1e-9;

    @Override
    public List<ReferenceLine> of(
            SequencePart train,
            SequencePart validation,
            SequencePart test,
            Vocabulary vocabulary,
            boolean lossOnPrompt) {
        Sequences all = train.all();
        ClassIndex classes = new ClassIndex(all, vocabulary);
        int[] sample = SequenceSample.ofTokens(train, MAX_TOKENS);
        int[] tested = SequenceSample.of(test, MAX_SCORED);
        boolean hasValidation = validation.count() > 0;
        int[] learned = hasValidation ? sample : SequenceSample.tenths(sample, false);
        int[] choosing =
                hasValidation ? SequenceSample.of(validation, MAX_CHOOSING) : SequenceSample.tenths(sample, true);
        Scorer scorer = new Scorer(classes, tested);
        List<ReferenceLine> lines = new ArrayList<>();
        String of = (sample.length < train.count()
                        ? String.format(Locale.ROOT, ", of %,d training rows", sample.length)
                        : "")
                + SequenceSample.note(tested, test);
        lines.add(new Scorer(classes, SequenceSample.of(test, test.count()))
                .line("majority class", majority(train, classes)));

        NaiveBayes bayes = new NaiveBayes(all, learned, classes);
        int order = 1;
        double smoothing = SMOOTHINGS[0];
        double most = -1;
        for (double candidate : SMOOTHINGS) {
            double[] accuracies = accuracies(bayes, choosing, candidate, classes);
            for (int n = 0; n < accuracies.length; n++) {
                if (accuracies[n] > most) {
                    most = accuracies[n];
                    order = n + 1;
                    smoothing = candidate;
                }
            }
        }
        NaiveBayes chosen = hasValidation ? bayes : new NaiveBayes(all, sample, classes);
        int bestOrder = order;
        double bestSmoothing = smoothing;
        lines.add(scorer.line(
                "naive Bayes on 1- to " + order + "-grams" + of,
                sequence -> softmax(chosen.scores(sequence, bestSmoothing)[bestOrder - 1])));
        if (distinct(sample, classes) > 1) {
            int longest = Math.min(order, LONGEST_FEATURE);
            LogisticRegression regression = new LogisticRegression(all, sample, longest, classes);
            lines.add(
                    scorer.line("logistic regression on 1- to " + longest + "-grams" + of, regression::probabilities));
        }
        return List.copyOf(lines);
    }

    private static long distinct(int[] sequences, ClassIndex classes) {
        return Arrays.stream(sequences).map(classes::of).distinct().count();
    }

    private static IntFunction<double[]> majority(SequencePart train, ClassIndex classes) {
        double[] shares = new double[classes.size()];
        Arrays.fill(shares, 1);
        for (int sequence = train.from(); sequence < train.to(); sequence++) {
            shares[classes.of(sequence)]++;
        }
        double total = Arrays.stream(shares).sum();
        Arrays.setAll(shares, label -> shares[label] / total);
        return sequence -> shares;
    }

    private static double[] accuracies(NaiveBayes bayes, int[] sequences, double smoothing, ClassIndex classes) {
        double[] right = new double[NaiveBayes.MAX_ORDER];
        for (int sequence : sequences) {
            double[][] scores = bayes.scores(sequence, smoothing);
            for (int n = 0; n < right.length; n++) {
                right[n] += largest(scores[n]) == classes.of(sequence) ? 1.0 / sequences.length : 0;
            }
        }
        return right;
    }

    private static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static double[] softmax(double[] scores) {
        double largest = scores[largest(scores)];
        double[] shares =
                Arrays.stream(scores).map(score -> Math.exp(score - largest)).toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    /** Scores classifiers on some sequences. A class that training does not have is never right. */
    private record Scorer(ClassIndex classes, int[] sequences) {
        ReferenceLine line(String name, IntFunction<double[]> classifier) {
            double loss = 0;
            long right = 0;
            for (int sequence : sequences) {
                double[] shares = classifier.apply(sequence);
                int label = classes.of(sequence);
                loss -= Math.log(Math.max(MIN_PROBABILITY, label < 0 ? 0 : shares[label]));
                right += largest(shares) == label ? 1 : 0;
            }
            double accuracy = (double) right / sequences.length;
            return new ReferenceLine(
                    name, loss / sequences.length, OptionalDouble.of(accuracy), OptionalDouble.of(accuracy));
        }
    }
}
