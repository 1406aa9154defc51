package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Logits;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.config.Require;

/**
 * A generator that continues prompts of any lengths, each by one token at a time until the model writes the end token. Many are
 * continued at once: those of one length together where the model reads sequences from their first token on, else all, in windows
 * that are padded on the left, as models are trained that predict the last position only.
 */
public final class Completer {
    /** Sequences that go through the model at once: enough for all threads, few enough for their keys and values. */
    private static final int AT_ONCE = 1024;

    private final TrainedModel model;
    private final OptionalInt leftPadding;
    private final OptionalInt endToken;
    private final Sampling sampling;
    private final RandomGenerator random;
    private final int vocabularySize;

    /**
     * Creates a generator that always writes the most likely token.
     *
     * @param model writes the tokens
     * @param mode the mode that it was trained in
     * @param padToken fills windows of {@link Targets#LAST}; empty if examples are never padded, as in running text
     * @param endToken ends a text; empty if none does
     */
    public Completer(TrainedModel model, Targets mode, OptionalInt padToken, OptionalInt endToken) {
        this(model, mode, padToken, endToken, Sampling.greedy(), new SplittableRandom(0));
    }

    /**
     * Creates a generator.
     *
     * @param model writes the tokens
     * @param mode the mode that it was trained in
     * @param padToken fills windows of {@link Targets#LAST}; empty if examples are never padded, as in running text
     * @param endToken ends a text; empty if none does
     * @param sampling chooses each token
     * @param random what it chooses with
     */
    public Completer(
            TrainedModel model,
            Targets mode,
            OptionalInt padToken,
            OptionalInt endToken,
            Sampling sampling,
            RandomGenerator random) {
        this.model = model;
        this.leftPadding = mode == Targets.LAST ? padToken : OptionalInt.empty();
        this.endToken = endToken;
        this.sampling = sampling;
        this.random = random;
        this.vocabularySize = model.shape().vocabularySize();
    }

    /**
     * Continues prompts. With the same random generator the same list gives the same texts.
     *
     * @param prompts token ids without padding, each at least one
     * @param maxTokens the most tokens that are written after each; at least 1
     * @return one completion per prompt, in their order
     * @throws IllegalArgumentException if a prompt is empty or has a token outside of the vocabulary, or the model reads whole
     *     windows, and a prompt is shorter than that and cannot be padded
     */
    public List<Completion> complete(List<int[]> prompts, int maxTokens) {
        Require.atLeast("maxTokens", maxTokens, 1);
        List<Text> texts = new ArrayList<>();
        for (int[] prompt : prompts) {
            if (prompt.length == 0) {
                throw new IllegalArgumentException("The prompt " + texts.size() + " is empty: it needs a token");
            }
            texts.add(new Text(prompt, maxTokens));
        }
        if (leftPadding.isPresent()) {
            for (List<Text> some : parts(texts)) {
                inWindows(some);
            }
        } else {
            TreeMap<Integer, List<Text>> byLength = new TreeMap<>();
            texts.forEach(text -> byLength.computeIfAbsent(text.prompt.length, none -> new ArrayList<>())
                    .add(text));
            byLength.values().forEach(alike -> parts(alike).forEach(this::inSequences));
        }
        return texts.stream().map(Text::completion).toList();
    }

    private static List<List<Text>> parts(List<Text> texts) {
        List<List<Text>> parts = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += AT_ONCE) {
            parts.add(texts.subList(from, Math.min(texts.size(), from + AT_ONCE)));
        }
        return parts;
    }

    private void inWindows(List<Text> texts) {
        int positions = model.shape().contextLength();
        List<Text> open = texts;
        while (!open.isEmpty()) {
            int[] tokens = new int[open.size() * positions];
            for (int i = 0; i < open.size(); i++) {
                open.get(i).copyWindow(tokens, i * positions, positions);
            }
            write(open, model.logits(tokens, positions, Targets.LAST));
            open = open.stream().filter(text -> !text.isComplete()).toList();
        }
    }

    /** Continues prompts of one length. A text that is complete goes through the model with the others until all are. */
    private void inSequences(List<Text> texts) {
        Decoder decoder = model.decoder(texts.size());
        int[] next =
                texts.stream().flatMapToInt(text -> Arrays.stream(text.prompt)).toArray();
        while (true) {
            write(texts, decoder.append(next));
            if (texts.stream().allMatch(Text::isComplete)) {
                return;
            }
            next = texts.stream().mapToInt(text -> text.last).toArray();
        }
    }

    private void write(List<Text> texts, float[] logits) {
        for (int row = 0; row < texts.size(); row++) {
            if (!texts.get(row).isComplete()) {
                texts.get(row).write(logits, row * vocabularySize);
            }
        }
    }

    /** A prompt with what was written after it so far. */
    private final class Text {
        private final int[] prompt;
        private final int[] written;
        private int length;
        private int last;
        private boolean ended;
        private double probability = 1;

        Text(int[] prompt, int maxTokens) {
            this.prompt = prompt;
            this.written = new int[maxTokens];
        }

        boolean isComplete() {
            return ended || length == written.length;
        }

        void write(float[] logits, int row) {
            last = sampling.choose(logits, row, vocabularySize, random);
            probability *= Logits.probability(logits, row, vocabularySize, last);
            ended = endToken.isPresent() && endToken.getAsInt() == last;
            if (!ended) {
                written[length++] = last;
            }
        }

        /** Copies the last tokens, padded on the left. */
        void copyWindow(int[] to, int at, int positions) {
            int ofWritten = Math.min(length, positions);
            int ofPrompt = Math.min(prompt.length, positions - ofWritten);
            int padding = positions - ofPrompt - ofWritten;
            Arrays.fill(to, at, at + padding, leftPadding.orElseThrow());
            System.arraycopy(prompt, prompt.length - ofPrompt, to, at + padding, ofPrompt);
            System.arraycopy(written, length - ofWritten, to, at + padding + ofPrompt, ofWritten);
        }

        Completion completion() {
            return new Completion(Arrays.copyOf(written, length), ended, probability);
        }
    }
}
