package org.transformerbench.data.characters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;

/**
 * References on a text that are obtained by counting: uniform, unigram and the n-gram with the best order on validation data. They are
 * judged on the targets of the models, and see no more than those: the characters of the target's window before it. At the first target
 * of a window an n-gram has one character of context, as a model has.
 */
final class CharacterReferences {
    private static final int MAX_ORDER = 8;

    private final Corpus corpus;
    private final int contextLength;
    private final TextPart train;
    private final Targets targets;

    /**
     * @param contextLength T of the windows
     * @param train what is counted
     * @param targets those of each window that are judged
     */
    CharacterReferences(Corpus corpus, int contextLength, TextPart train, Targets targets) {
        this.corpus = corpus;
        this.contextLength = contextLength;
        this.train = train;
        this.targets = targets;
    }

    /**
     * Computes the lines.
     *
     * @param validation first positions of windows that choose the order; none where it is chosen at the end of the training data
     * @param test first positions of windows that the lines are of
     */
    List<ReferenceLine> lines(int[] validation, int[] test) {
        int vocabularySize = corpus.vocabulary().size();
        int longest = NGrams.longestOrder(vocabularySize, MAX_ORDER);
        NGrams grams = new NGrams(corpus.tokens(), train, vocabularySize, longest);
        List<ReferenceLine> lines = new ArrayList<>();
        lines.add(new ReferenceLine("uniform", Math.log(vocabularySize), OptionalDouble.of(1.0 / vocabularySize)));
        lines.add(line("unigram", grams, 1, test));
        // Without validation data the order is chosen where the training ends, and not on the test data.
        TextPart end = endOfTraining();
        int[] choosing = validation.length > 0 ? validation : end.cover(contextLength, contextLength);
        NGrams counted = validation.length > 0
                ? grams
                : new NGrams(corpus.tokens(), new TextPart(train.from(), end.from()), vocabularySize, longest);
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int order = 1; order <= longest; order++) {
            double loss = score(counted, choosing, order).loss();
            if (loss < least) {
                least = loss;
                best = order;
            }
        }
        if (best > 1) {
            lines.add(line(best + "-gram", grams, best, test));
        }
        return List.copyOf(lines);
    }

    /** Returns the last tenth of the training data, at least one window. */
    private TextPart endOfTraining() {
        int length = Math.min(train.length(), Math.max(contextLength + 1, train.length() / 10));
        return new TextPart(train.to() - length, train.to());
    }

    private ReferenceLine line(String name, NGrams grams, int order, int[] windows) {
        Score score = score(grams, windows, order);
        return new ReferenceLine(name, score.loss(), OptionalDouble.of(score.accuracy()));
    }

    private record Score(double loss, double accuracy) {}

    private Score score(NGrams grams, int[] windows, int order) {
        WholeContexts whole = new WholeContexts(grams, order, windows);
        double loss = 0;
        long right = 0;
        int first = targets == Targets.EVERY ? 1 : contextLength;
        for (int window : windows) {
            for (int context = first; context <= contextLength; context++) {
                int position = window + context;
                Guess guess = context >= order - 1
                        ? whole.at(position)
                        : guess(grams.probabilities(position, window, order), position);
                loss += guess.loss();
                right += guess.right() ? 1 : 0;
            }
        }
        double scored = (double) windows.length * (contextLength - first + 1);
        return new Score(loss / scored, right / scored);
    }

    private record Guess(double loss, boolean right) {}

    private Guess guess(double[] probabilities, int position) {
        int target = corpus.tokens()[position];
        int best = 0;
        for (int token = 1; token < probabilities.length; token++) {
            best = probabilities[token] > probabilities[best] ? token : best;
        }
        return new Guess(-Math.log(probabilities[target]), best == target);
    }

    /** The guesses with as much context as the order can use, which overlapping windows have in common. */
    private final class WholeContexts {
        private final NGrams grams;
        private final int order;
        private final int first;
        private final double[] losses;
        private final boolean[] right;

        WholeContexts(NGrams grams, int order, int[] windows) {
            this.grams = grams;
            this.order = order;
            this.first = windows.length == 0 ? 0 : windows[0];
            int end = windows.length == 0 ? 0 : windows[windows.length - 1] + contextLength + 1;
            this.losses = new double[end - first];
            this.right = new boolean[end - first];
            Arrays.fill(losses, Double.NaN);
        }

        Guess at(int position) {
            int at = position - first;
            if (Double.isNaN(losses[at])) {
                Guess guess = guess(grams.probabilities(position, position - order + 1, order), position);
                losses[at] = guess.loss();
                right[at] = guess.right();
            }
            return new Guess(losses[at], right[at]);
        }
    }
}
