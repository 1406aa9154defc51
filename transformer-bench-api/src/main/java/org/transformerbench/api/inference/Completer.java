package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.config.Require;

/**
 * A generator that continues prompts of any lengths, each by one token at a time until the model writes the end token. Many are
 * continued at once: those of one length together where the model reads sequences from their first token on, else all, in windows
 * that are padded on the left, as models are trained that predict the last position only.
 */
public final class Completer {
    private final TokenLoop<GrowingText> loop;
    private final Targets mode;
    private final OptionalInt padToken;

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
        this.loop = new TokenLoop<>(model, model::decoder, TokenLoop.choice(model, endToken, sampling, random));
        this.mode = mode;
        this.padToken = padToken;
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
        List<GrowingText> texts = new ArrayList<>();
        for (int[] prompt : prompts) {
            if (prompt.length == 0) {
                throw new IllegalArgumentException("The prompt " + texts.size() + " is empty: it needs a token");
            }
            texts.add(new GrowingText(prompt, maxTokens));
        }
        loop.run(texts, mode, padToken);
        return texts.stream()
                .map(text -> new Completion(text.written(), text.ended(), text.probability()))
                .toList();
    }
}
