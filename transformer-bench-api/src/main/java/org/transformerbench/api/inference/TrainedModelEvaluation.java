package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.result.InferenceSpeed;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Sample;

/**
 * Measurements of a trained model on the test data, apart from its loss. What cannot be measured is left out, with a line in
 * the log: nothing that was measured in training is lost. Internal: may change in any release.
 *
 * @param test the evaluation of the test data; its exact match is counted on answers that the model wrote by itself, unless
 *     the protocol keeps dropout on in evaluation
 * @param inference how fast it answers; empty if that was not asked for
 * @param samples some answers, wrong ones if there are any, or a piece of text
 */
@API(status = API.Status.INTERNAL)
public record TrainedModelEvaluation(Optional<Metrics> test, Optional<InferenceSpeed> inference, List<Sample> samples) {
    private static final Logger LOG = LoggerFactory.getLogger(TrainedModelEvaluation.class);
    private static final String STREAM = "sample";
    private static final int ANSWERS_AT_ONCE = 1024;
    private static final int SAMPLES = 5;
    private static final int TEXT_LENGTH = 200;
    private static final double TEMPERATURE = 0.8;

    public TrainedModelEvaluation {
        samples = List.copyOf(samples);
    }

    /**
     * Returns the result for a model that is not evaluated.
     *
     * @param test what was evaluated earlier
     * @return nothing else
     */
    public static TrainedModelEvaluation none(Optional<Metrics> test) {
        return new TrainedModelEvaluation(test, Optional.empty(), List.of());
    }

    /**
     * Evaluates a trained model. The same seed gives the same samples.
     *
     * @param model the model after its last step
     * @param data its test data is read
     * @param targets the mode that the model was trained in
     * @param protocol says how the test data was evaluated
     * @param seeds the run's seed streams
     * @param test the evaluation of the test data; if it is empty, as for a run that failed, nothing else is done
     * @param measureInference whether to measure how fast the model answers, which takes about a second
     * @return what was found
     */
    public static TrainedModelEvaluation of(
            TrainedModel model,
            Dataset data,
            Targets targets,
            Protocol protocol,
            SeedStreams seeds,
            Optional<Metrics> test,
            boolean measureInference) {
        if (test.isEmpty()) {
            return none(test);
        }
        ExampleSet examples = data.test(targets);
        Optional<InferenceSpeed> speed =
                measureInference && !Thread.currentThread().isInterrupted()
                        ? attempt(() -> new SpeedMeasurement(model, examples, RepeatedTimes.standard()).measure())
                        : Optional.empty();
        if (examples.examplesPerAnswer() == 0) {
            Optional<Sample> text = attempt(() -> text(model, examples, data.vocabulary(), seeds));
            return new TrainedModelEvaluation(test, speed, text.stream().toList());
        }
        Optional<Answers> answers = attempt(() -> Answers.of(new AnswerGenerator(model, examples)));
        Optional<Metrics> counted = protocol.evaluationDropout()
                ? test
                : answers.map(found -> withExactMatch(test.get(), found.exactMatch()))
                        .or(() -> test);
        List<Sample> samples =
                answers.map(found -> found.samples(data.vocabulary())).orElse(List.of());
        return new TrainedModelEvaluation(counted, speed, samples);
    }

    private static <T> Optional<T> attempt(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn("A result has no samples or speed of its model: {}", e.toString(), Faults.trace(LOG, e));
            return Optional.empty();
        }
    }

    private static Metrics withExactMatch(Metrics test, double exactMatch) {
        return new Metrics(
                test.loss(),
                test.accuracy(),
                OptionalDouble.of(exactMatch),
                test.scored(),
                test.answers(),
                test.slices());
    }

    /** Generates a text. After a whole window, so that models of every kind get the same prompt. */
    private static Sample text(TrainedModel model, ExampleSet examples, Vocabulary vocabulary, SeedStreams seeds) {
        int[] prompt = examples.batch(0).tokens();
        TextGenerator generator = new TextGenerator(model, Sampling.of(TEMPERATURE), seeds.stream(STREAM));
        int[] written = generator.generate(prompt, TEXT_LENGTH, token -> {});
        return new Sample(vocabulary.decode(prompt), vocabulary.decode(written), Optional.empty());
    }

    /** The score of all answers of a set, with the first ones kept. */
    private record Answers(double exactMatch, List<GeneratedAnswer> kept) {

        static Answers of(AnswerGenerator generator) {
            long correctAnswers = 0;
            List<GeneratedAnswer> correct = new ArrayList<>();
            List<GeneratedAnswer> wrong = new ArrayList<>();
            for (long from = 0; from < generator.answers(); from += ANSWERS_AT_ONCE) {
                int count = (int) Math.min(ANSWERS_AT_ONCE, generator.answers() - from);
                for (GeneratedAnswer answer : generator.generate(from, count)) {
                    correctAnswers += answer.correct() ? 1 : 0;
                    List<GeneratedAnswer> kind = answer.correct() ? correct : wrong;
                    if (kind.size() < SAMPLES) {
                        kind.add(answer);
                    }
                }
            }
            return new Answers((double) correctAnswers / generator.answers(), wrong.isEmpty() ? correct : wrong);
        }

        List<Sample> samples(Vocabulary vocabulary) {
            return kept.stream()
                    .map(answer -> new Sample(
                            vocabulary.decode(answer.prompt()),
                            vocabulary.decode(answer.written()),
                            Optional.of(vocabulary.decode(answer.expected()))))
                    .toList();
        }
    }
}
