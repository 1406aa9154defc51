package org.transformerbench.api.inference;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.result.InferenceSpeed;
import org.transformerbench.api.result.Percentiles;

/**
 * The time that a model takes for one answer, and for the next tokens of a batch. One answer is the first whole one where there are such;
 * of running text it is up to {@value #TEXT_LENGTH} characters that fill the window.
 *
 * <p>Examples that are padded on the left have no figure with kept keys and values: with each token of the answer all
 * others move on by one position, so that nothing that was computed for them can be used again. Nor have models without
 * attention.
 */
final class SpeedMeasurement {
    private static final int TEXT_LENGTH = 32;
    /** Number of tokens per batch: enough for all threads, also with long windows, and few enough for a short measurement. */
    private static final int BATCH_TOKENS = 8192;

    private final TrainedModel model;
    private final ExampleSet examples;
    private final RepeatedTimes times;

    SpeedMeasurement(TrainedModel model, ExampleSet examples, RepeatedTimes times) {
        this.model = model;
        this.examples = examples;
        this.times = times;
    }

    InferenceSpeed measure() {
        model.warmUp();
        Batch batch = batch();
        Percentiles batchMicros = times.of(() -> model.logits(batch.tokens(), batch.positions(), Targets.LAST));
        double perSecond = batch.size() * 1e6 / batchMicros.p50();
        return examples.answers().count() > 0
                ? ofAnswers(batch.size(), batchMicros, perSecond)
                : ofText(batch.size(), batchMicros, perSecond);
    }

    private InferenceSpeed ofAnswers(int batchSize, Percentiles batchMicros, double perSecond) {
        AnswerGenerator generator = new AnswerGenerator(model, examples, count -> Decoder.recomputing(model, count));
        AnswerGenerator keeping = new AnswerGenerator(model, examples);
        Percentiles one = times.of(() -> generator.generate(0, 1));
        Optional<Percentiles> cached =
                generator.shiftsQuestion() || !model.decoder(1).cached()
                        ? Optional.empty()
                        : Optional.of(times.of(() -> keeping.generate(0, 1)));
        return new InferenceSpeed(generator.answerLength(0), one, cached, batchSize, batchMicros, perSecond);
    }

    private InferenceSpeed ofText(int batchSize, Percentiles batchMicros, double perSecond) {
        int window = examples.positions();
        int length = Math.min(TEXT_LENGTH, (window + 1) / 2);
        int promptLength = TextGenerator.readsWholeWindows(model) ? window : Math.max(1, window - length);
        int[] prompt = Arrays.copyOf(examples.batch(0).tokens(), promptLength);
        Percentiles one = text(prompt, length, () -> Decoder.recomputing(model, 1));
        Optional<Percentiles> cached = model.decoder(1).cached()
                ? Optional.of(text(prompt, length, () -> model.decoder(1)))
                : Optional.empty();
        return new InferenceSpeed(length, one, cached, batchSize, batchMicros, perSecond);
    }

    private Percentiles text(int[] prompt, int length, Supplier<Decoder> decoders) {
        TextGenerator generator = new TextGenerator(model, Sampling.greedy(), new SplittableRandom(0));
        return times.of(() -> generator.generate(decoders.get(), prompt, length, token -> {}));
    }

    private Batch batch() {
        long most = Math.min(examples.size(), Math.max(1, BATCH_TOKENS / examples.positions()));
        return examples.batch(LongStream.range(0, Long.highestOneBit(most)).toArray());
    }
}
