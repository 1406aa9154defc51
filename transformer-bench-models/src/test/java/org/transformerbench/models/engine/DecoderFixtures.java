package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;

/** Sessions, texts and comparisons for the tests of decoders. */
public final class DecoderFixtures {
    private DecoderFixtures() {}

    /** A session whose parameters are so large that every position matters. */
    @SuppressWarnings("unchecked")
    static <C extends Record> TrainingSession open(
            Trainer trainer, Model<C> model, Record config, SequenceShape shape) {
        TrainingSession session = trainer.open(new TrainingSpec<>(
                model,
                model.configType().cast(config),
                shape,
                model.predicts(),
                new AdamW(1e-2, 0.9, 0.999, 1e-8, 0.1),
                new SeedStreams(11)));
        randomise(session, 5);
        return session;
    }

    static TrainingSession open(Trainer trainer, Model<?> model, SequenceShape shape) {
        return open(trainer, model, model.defaultConfig(shape), shape);
    }

    /** Gives all parameters other values, so large that every position matters. */
    public static void randomise(TrainedModel model, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> values = new LinkedHashMap<>();
        model.parameters().forEach((name, tensor) -> {
            float[] drawn = new float[tensor.size()];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) random.nextDouble(-0.5, 0.5);
            }
            values.put(name, Tensor.of(drawn, tensor.shape()));
        });
        model.load(values);
    }

    /** A text of shape (B, length). */
    public static int[] text(int sequences, int length, int vocabularySize) {
        return new SplittableRandom(3)
                .ints((long) sequences * length, 0, vocabularySize)
                .toArray();
    }

    /** Columns of a text of shape (B, length). */
    public static int[] part(int[] text, int sequences, int from, int to) {
        int length = text.length / sequences;
        int[] part = new int[sequences * (to - from)];
        for (int i = 0; i < sequences; i++) {
            System.arraycopy(text, i * length + from, part, i * (to - from), to - from);
        }
        return part;
    }

    /** What a decoder has to give after so many tokens. */
    public static float[] recomputed(TrainedModel model, int[] text, int sequences, int length) {
        int from = Math.max(0, length - model.shape().contextLength());
        return model.logits(part(text, sequences, from, length), length - from, Targets.LAST);
    }

    public static void assertClose(float[] actual, float[] expected, String description, Object... arguments) {
        assertThat(actual).as(description, arguments).hasSameSizeAs(expected);
        double largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as(description, arguments).isEqualTo(expected[i], within(1e-5 * largest));
        }
    }
}
