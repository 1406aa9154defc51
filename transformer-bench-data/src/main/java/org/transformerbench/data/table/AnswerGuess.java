package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.transformerbench.api.ReferenceLine;

/**
 * The score of a rule that guesses a whole answer. As a model is scored at each token given the true ones before it, the rule gives
 * probability 1 - e to the token of its guess at that place (the end sign behind it), and spreads e by how often each token stands
 * in training answers; e is the one of some that is best on validation data.
 */
final class AnswerGuess {
    private static final double[] DOUBTS = {0.001, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1};
    private static final int MAX_CHOOSING = 300;

    private final Sequences all;
    private final SequencePart choosing;
    private final double[] shares;

    /**
     * @param choosing validation sequences, or training sequences where there are none
     * @param shares how often each token stands in training answers, all above 0
     */
    AnswerGuess(SequencePart choosing, double[] shares) {
        this.all = choosing.all();
        this.choosing = choosing;
        this.shares = shares;
    }

    /** Counts the tokens of answers, with one more of each. */
    static double[] shares(SequencePart train, int vocabularySize) {
        double[] shares = new double[vocabularySize];
        Arrays.fill(shares, 1);
        double total = vocabularySize;
        for (int sequence = train.from(); sequence < train.to(); sequence++) {
            for (int place = train.all().prompt(sequence); place < train.all().length(sequence); place++) {
                shares[train.all().id(sequence, place)]++;
                total++;
            }
        }
        for (int token = 0; token < shares.length; token++) {
            shares[token] /= total;
        }
        return shares;
    }

    /** Returns the most frequent answer of training, without its end sign; of several, the first. */
    static int[] mostFrequent(SequencePart train) {
        Sequences all = train.all();
        Map<String, Integer> counts = new HashMap<>();
        String best = "";
        for (int sequence = train.from(); sequence < train.to(); sequence++) {
            // Tokens are 16 bits, as characters are; here they are no text.
            String answer = new String(all.ids(), all.start(sequence) + all.prompt(sequence), all.answer(sequence) - 1);
            counts.merge(answer, 1, Integer::sum);
        }
        int most = 0;
        for (int sequence = train.from(); sequence < train.to(); sequence++) {
            String answer = new String(all.ids(), all.start(sequence) + all.prompt(sequence), all.answer(sequence) - 1);
            if (counts.get(answer) > most) {
                most = counts.get(answer);
                best = answer;
            }
        }
        return best.chars().toArray();
    }

    /**
     * Scores a rule.
     *
     * @param sequences of the test data
     * @param rule the guess for a sequence, without an end sign
     * @param beside other targets that are scored by their share in training; none if inputs are not learned
     */
    ReferenceLine score(String name, int[] sequences, IntFunction<int[]> rule, PromptLoss beside) {
        List<Hits> some = hits(SequenceSample.of(choosing, MAX_CHOOSING), rule);
        double doubt = DOUBTS[0];
        double least = Double.POSITIVE_INFINITY;
        for (double candidate : DOUBTS) {
            double loss = some.stream().mapToDouble(hit -> hit.loss(candidate)).sum();
            if (loss < least) {
                least = loss;
                doubt = candidate;
            }
        }
        double loss = 0;
        long tokens = 0;
        long right = 0;
        long whole = 0;
        for (Hits hit : hits(sequences, rule)) {
            loss += hit.loss(doubt);
            tokens += hit.shares.length;
            right += hit.right;
            whole += hit.right == hit.shares.length ? 1 : 0;
        }
        return new ReferenceLine(
                name,
                (loss + beside.sum()) / (tokens + beside.targets()),
                OptionalDouble.of((double) right / tokens),
                OptionalDouble.of((double) whole / sequences.length));
    }

    private List<Hits> hits(int[] sequences, IntFunction<int[]> rule) {
        List<Hits> hits = new ArrayList<>();
        for (int sequence : sequences) {
            hits.add(new Hits(sequence, rule.apply(sequence)));
        }
        return hits;
    }

    /** Which tokens of an answer a guess has right. */
    private final class Hits {
        final double[] shares;
        final boolean[] hit;
        int right;

        Hits(int sequence, int[] guess) {
            int prompt = all.prompt(sequence);
            shares = new double[all.answer(sequence)];
            hit = new boolean[shares.length];
            for (int i = 0; i < shares.length; i++) {
                int token = all.id(sequence, prompt + i);
                shares[i] = AnswerGuess.this.shares[token];
                hit[i] = token == (i < guess.length ? guess[i] : Layout.END);
                right += hit[i] ? 1 : 0;
            }
        }

        double loss(double doubt) {
            double loss = 0;
            for (int i = 0; i < shares.length; i++) {
                loss -= Math.log(doubt * shares[i] + (hit[i] ? 1 - doubt : 0));
            }
            return loss;
        }
    }
}
