package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Vocabulary;

/** References of lines that are obtained by counting: uniform, unigram, bigram, and the n-gram that is best on validation data. */
final class LineReferences implements References {
    private static final int MAX_ORDER = 6;
    private static final long MAX_COUNTED = 4_000_000;
    /** Probabilities that are looked up for each part and order: fewer tokens are scored where there are more to choose from. */
    private static final long MAX_PROBABILITIES = 6_000_000;

    @Override
    public List<ReferenceLine> of(
            SequencePart train,
            SequencePart validation,
            SequencePart test,
            Vocabulary vocabulary,
            boolean lossOnPrompt) {
        Sequences all = train.all();
        // All but padding and the start sign can come next; what is unknown can, too.
        int[] predictable = IntStream.range(0, vocabulary.size())
                .filter(token -> token != Layout.PAD && token != Layout.GO)
                .toArray();
        long mostScored = Math.max(1, MAX_PROBABILITIES / predictable.length);
        int[] counted = SequenceSample.ofTokens(train, MAX_COUNTED);
        SequenceGrams grams = new SequenceGrams(all, counted, MAX_ORDER, predictable.length);
        int best;
        if (validation.count() > 0) {
            best = best(scores(grams, all, SequenceSample.ofTokens(validation, mostScored), predictable));
        } else {
            int[] rest = SequenceSample.tenths(counted, false);
            best = best(scores(
                    new SequenceGrams(all, rest, MAX_ORDER, predictable.length),
                    all,
                    SequenceSample.tenths(counted, true),
                    predictable));
        }
        Score[] scores = scores(grams, all, SequenceSample.ofTokens(test, mostScored), predictable);
        List<ReferenceLine> lines = new ArrayList<>();
        lines.add(new ReferenceLine(
                "uniform", Math.log(predictable.length), OptionalDouble.of(1.0 / predictable.length)));
        lines.add(line("unigram", scores[0]));
        lines.add(line("bigram", scores[1]));
        if (best > 2) {
            lines.add(line(best + "-gram", scores[best - 1]));
        }
        return List.copyOf(lines);
    }

    private static int best(Score[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i].loss < scores[best].loss ? i : best;
        }
        return best + 1;
    }

    private static ReferenceLine line(String name, Score score) {
        return new ReferenceLine(
                name, score.loss / score.tokens, OptionalDouble.of((double) score.right / score.tokens));
    }

    private static final class Score {
        private double loss;
        private long tokens;
        private long right;
    }

    /** Returns the score of each order. */
    private static Score[] scores(SequenceGrams grams, Sequences all, int[] sequences, int[] predictable) {
        Score[] scores = new Score[MAX_ORDER];
        double[][] probabilities = new double[MAX_ORDER][predictable[predictable.length - 1] + 1];
        for (int order = 0; order < MAX_ORDER; order++) {
            scores[order] = new Score();
        }
        for (int sequence : sequences) {
            for (int place = 1; place < all.length(sequence); place++) {
                grams.probabilities(sequence, place, predictable, probabilities);
                int target = all.id(sequence, place);
                for (int order = 0; order < MAX_ORDER; order++) {
                    double[] found = probabilities[order];
                    int best = predictable[0];
                    for (int token : predictable) {
                        best = found[token] > found[best] ? token : best;
                    }
                    scores[order].loss -= Math.log(found[target]);
                    scores[order].right += best == target ? 1 : 0;
                    scores[order].tokens++;
                }
            }
        }
        return scores;
    }
}
