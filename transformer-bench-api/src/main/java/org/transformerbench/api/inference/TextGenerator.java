package org.transformerbench.api.inference;

import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.TrainedModel;

/** A generator that continues a text token by token. */
public final class TextGenerator {
    private final TrainedModel model;
    private final Sampling sampling;
    private final RandomGenerator random;

    /**
     * Creates a generator that keeps nothing of earlier texts but the random generator's state.
     *
     * @param model predicts what follows
     * @param sampling chooses the next token
     * @param random what it chooses with
     */
    public TextGenerator(TrainedModel model, Sampling sampling, RandomGenerator random) {
        this.model = model;
        this.sampling = sampling;
        this.random = random;
    }

    /**
     * Generates text after a prompt.
     *
     * @param prompt token ids; at least one, and a whole window for a {@linkplain #readsWholeWindows model that wants one}
     * @param length how many tokens to write; at least 0
     * @param sink takes each token as soon as it is chosen
     * @return all that was written, without the prompt
     * @throws IllegalArgumentException if the prompt is too short, or a token is outside of the vocabulary
     */
    public int[] generate(int[] prompt, int length, IntConsumer sink) {
        return generate(model.decoder(1), prompt, length, sink);
    }

    int[] generate(Decoder decoder, int[] prompt, int length, IntConsumer sink) {
        int[] written = new int[length];
        int[] next = prompt;
        for (int i = 0; i < length; i++) {
            float[] logits = decoder.append(next);
            written[i] = sampling.choose(logits, 0, model.shape().vocabularySize(), random);
            sink.accept(written[i]);
            next = new int[] {written[i]};
        }
        return written;
    }

    /**
     * Returns whether a model can only continue a full window.
     *
     * @param model the model
     * @return true if it has no logits for each of its positions
     */
    public static boolean readsWholeWindows(TrainedModel model) {
        return model.shape().outputPositions() != model.shape().contextLength();
    }
}
