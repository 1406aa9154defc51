package org.transformerbench.data.characters;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.transformerbench.api.ReferenceLine;

/**
 * References on a text that are obtained by counting: uniform, unigram and the n-gram with the best order on validation data.
 */
final class CharacterReferences {
    private static final int MAX_ORDER = 8;

    private final Corpus corpus;
    private final TextPart train;
    private final TextPart validation;
    private final TextPart test;

    CharacterReferences(Corpus corpus, TextPart train, TextPart validation, TextPart test) {
        this.corpus = corpus;
        this.train = train;
        this.validation = validation;
        this.test = test;
    }

    List<ReferenceLine> lines() {
        int vocabularySize = corpus.vocabulary().size();
        int longest = NGrams.longestOrder(vocabularySize, MAX_ORDER);
        NGrams grams = new NGrams(corpus.tokens(), train, vocabularySize, longest);
        List<ReferenceLine> lines = new ArrayList<>();
        lines.add(new ReferenceLine("uniform", Math.log(vocabularySize), OptionalDouble.of(1.0 / vocabularySize)));
        lines.add(line("unigram", grams, 1));
        // Without validation data the order is chosen where the training ends, and not on the test data.
        TextPart choosing = validation.length() > 0 ? validation : lastTenth();
        NGrams counted = validation.length() > 0
                ? grams
                : new NGrams(corpus.tokens(), new TextPart(train.from(), choosing.from()), vocabularySize, longest);
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
            lines.add(line(best + "-gram", grams, best));
        }
        return List.copyOf(lines);
    }

    private TextPart lastTenth() {
        return new TextPart(train.to() - Math.max(1, train.length() / 10), train.to());
    }

    private ReferenceLine line(String name, NGrams grams, int order) {
        Score score = score(grams, test, order);
        return new ReferenceLine(name, score.loss(), OptionalDouble.of(score.accuracy()));
    }

    private record Score(double loss, double accuracy) {}

    private Score score(NGrams grams, TextPart part, int order) {
        int[] text = corpus.tokens();
        double loss = 0;
        int right = 0;
        for (int position = part.from(); position < part.to(); position++) {
            double[] probabilities = grams.probabilities(position, part.from(), order);
            int best = 0;
            for (int token = 1; token < probabilities.length; token++) {
                best = probabilities[token] > probabilities[best] ? token : best;
            }
            loss -= Math.log(probabilities[text[position]]);
            right += best == text[position] ? 1 : 0;
        }
        return new Score(loss / part.length(), (double) right / part.length());
    }
}
