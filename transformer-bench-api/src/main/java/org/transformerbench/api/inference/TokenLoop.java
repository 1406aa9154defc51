package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Logits;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;

/**
 * The loop in which a model continues many texts at once, each by one token at a time until it is complete.
 *
 * @param <T> the type of the texts
 */
final class TokenLoop<T extends GrowingText> {
    /** Texts that go through the model at once: enough for all threads, few enough for their keys and values. */
    private static final int AT_ONCE = 1024;

    /**
     * The choice of a text's next token.
     *
     * @param <T> the type of the texts
     */
    interface Choice<T> {
        /**
         * Appends a token.
         *
         * @param logits of several texts
         * @param row where those of this text begin
         */
        void append(T text, float[] logits, int row);
    }

    private final TrainedModel model;
    private final IntFunction<Decoder> decoders;
    private final Choice<T> choice;

    /**
     * @param decoders makes a decoder of so many sequences
     */
    TokenLoop(TrainedModel model, IntFunction<Decoder> decoders, Choice<T> choice) {
        this.model = model;
        this.decoders = decoders;
        this.choice = choice;
    }

    /** Returns the choice among all tokens, of which one may end the text. */
    static <T extends GrowingText> Choice<T> choice(
            TrainedModel model, OptionalInt endToken, Sampling sampling, RandomGenerator random) {
        int vocabularySize = model.shape().vocabularySize();
        return (text, logits, row) -> {
            int token = sampling.choose(logits, row, vocabularySize, random);
            text.append(
                    token,
                    Logits.probability(logits, row, vocabularySize, token),
                    endToken.isPresent() && endToken.getAsInt() == token);
        };
    }

    /**
     * Continues texts as a model reads them.
     *
     * @param mode the mode that it was trained in
     * @param padToken fills windows of {@link Targets#LAST}; without one they cannot be filled
     */
    void run(List<T> texts, Targets mode, OptionalInt padToken) {
        if (mode == Targets.LAST && padToken.isPresent()) {
            inWindows(texts, model.shape().contextLength(), padToken.getAsInt());
        } else {
            inSequences(texts);
        }
    }

    /** Continues texts of any lengths together, in windows that are computed anew for each token. */
    void inWindows(List<T> texts, int positions, int padToken) {
        for (List<T> part : parts(texts)) {
            List<T> open = new ArrayList<>(part);
            while (!open.isEmpty()) {
                int[] tokens = new int[open.size() * positions];
                for (int i = 0; i < open.size(); i++) {
                    open.get(i).copyWindow(tokens, i * positions, positions, padToken);
                }
                append(open, model.logits(tokens, positions, Targets.LAST));
                open.removeIf(GrowingText::isComplete);
            }
        }
    }

    /** Continues texts from their first token on, those of one length together. */
    void inSequences(List<T> texts) {
        TreeMap<Integer, List<T>> byLength = new TreeMap<>();
        texts.forEach(text -> byLength.computeIfAbsent(text.prompt().length, none -> new ArrayList<>())
                .add(text));
        byLength.values().forEach(alike -> parts(alike).forEach(this::inOneLength));
    }

    /** A text that is complete goes through the model with the others until all are. */
    private void inOneLength(List<T> texts) {
        Decoder decoder = decoders.apply(texts.size());
        int[] next = texts.stream()
                .flatMapToInt(text -> Arrays.stream(text.prompt()))
                .toArray();
        while (true) {
            append(texts, decoder.append(next));
            if (texts.stream().allMatch(GrowingText::isComplete)) {
                return;
            }
            next = texts.stream().mapToInt(GrowingText::last).toArray();
        }
    }

    private List<List<T>> parts(List<T> texts) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += AT_ONCE) {
            parts.add(texts.subList(from, Math.min(texts.size(), from + AT_ONCE)));
        }
        return parts;
    }

    private void append(List<T> texts, float[] logits) {
        int vocabularySize = model.shape().vocabularySize();
        for (int row = 0; row < texts.size(); row++) {
            if (!texts.get(row).isComplete()) {
                choice.append(texts.get(row), logits, row * vocabularySize);
            }
        }
    }
}
