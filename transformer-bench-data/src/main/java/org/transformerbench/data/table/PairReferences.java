package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Vocabulary;

/** References of pairs: the most frequent output, a copy of the input, and the output of the nearest training input. */
final class PairReferences implements References {
    private static final int MAX_SEARCHED = 1000;

    @Override
    public List<ReferenceLine> of(
            SequencePart train,
            SequencePart validation,
            SequencePart test,
            Vocabulary vocabulary,
            boolean lossOnPrompt) {
        Sequences all = train.all();
        AnswerGuess guess = new AnswerGuess(
                validation.count() > 0 ? validation : train, AnswerGuess.shares(train, vocabulary.size()));
        int[] tested = SequenceSample.of(test, test.count());
        PromptLoss prompts = lossOnPrompt ? PromptLoss.of(train, tested, vocabulary.size()) : PromptLoss.NONE;
        List<ReferenceLine> lines = new ArrayList<>();
        int[] mostFrequent = AnswerGuess.mostFrequent(train);
        lines.add(guess.score("most frequent output", tested, sequence -> mostFrequent, prompts));
        if (hasSharedUnits(train)) {
            lines.add(guess.score("copy of the input", tested, sequence -> prompt(all, sequence), prompts));
        }
        int[] searched = SequenceSample.of(test, MAX_SEARCHED);
        NearestPrompt nearest = new NearestPrompt(train);
        lines.add(guess.score(
                "output of the nearest training input" + SequenceSample.note(searched, test),
                searched,
                sequence -> answer(all, nearest.of(sequence)),
                lossOnPrompt ? PromptLoss.of(train, searched, vocabulary.size()) : PromptLoss.NONE));
        return List.copyOf(lines);
    }

    /** Returns whether a token of inputs is one of outputs too: otherwise a copy is never right. */
    private static boolean hasSharedUnits(SequencePart train) {
        Sequences all = train.all();
        boolean[] inAnswers = new boolean[Character.MAX_VALUE + 1];
        for (int sequence = train.from(); sequence < train.to(); sequence++) {
            for (int place = all.prompt(sequence); place < all.length(sequence); place++) {
                inAnswers[all.id(sequence, place)] = true;
            }
        }
        for (int sequence = train.from(); sequence < train.to(); sequence++) {
            for (int place = 0; place < all.prompt(sequence) - 1; place++) {
                if (inAnswers[all.id(sequence, place)]) {
                    return true;
                }
            }
        }
        return false;
    }

    static int[] prompt(Sequences all, int sequence) {
        int[] units = new int[all.prompt(sequence) - 1];
        all.copy(sequence, units.length, units, 0);
        return units;
    }

    /** Returns an answer without its end sign. */
    static int[] answer(Sequences all, int sequence) {
        int[] whole = new int[all.length(sequence) - 1];
        all.copy(sequence, whole.length, whole, 0);
        return Arrays.copyOfRange(whole, all.prompt(sequence), whole.length);
    }
}
