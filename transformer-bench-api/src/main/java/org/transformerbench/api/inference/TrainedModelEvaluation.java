package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TaskMetrics;
import org.transformerbench.api.TextEncoding;
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
 * @param taskMetrics what the task itself says of the model
 */
@API(status = API.Status.INTERNAL)
public record TrainedModelEvaluation(
        Optional<Metrics> test,
        Optional<InferenceSpeed> inference,
        List<Sample> samples,
        Optional<TaskMetrics> taskMetrics) {
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
        return new TrainedModelEvaluation(test, Optional.empty(), List.of(), Optional.empty());
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
        Optional<TaskMetrics> own =
                attempt(() -> data.taskMetrics(model, targets)).flatMap(Function.identity());
        if (examples.answers().count() == 0) {
            List<Sample> texts = attempt(() -> data.runningText()
                            ? List.of(text(model, examples, data.vocabulary(), seeds))
                            : lines(model, data, targets, seeds))
                    .orElse(List.of());
            return new TrainedModelEvaluation(test, speed, texts, own);
        }
        Optional<AnswerScore> answers = attempt(() -> AnswerScore.of(new AnswerGenerator(model, examples)));
        Optional<Metrics> counted = protocol.evaluationDropout()
                ? test
                : answers.map(found -> withExactMatch(test.get(), found.exactMatch()))
                        .or(() -> test);
        List<Sample> samples = answers.map(found -> found.samples(reader(data))).orElse(List.of());
        return new TrainedModelEvaluation(counted, speed, samples, own);
    }

    private static <T> Optional<T> attempt(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn("A result has no samples, speed or metrics of its task: {}", e.toString(), e);
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

    /** Returns the way from tokens to text: that of the data where its vocabulary has signs, which are not for readers. */
    private static Function<int[], String> reader(Dataset data) {
        Vocabulary vocabulary = data.vocabulary();
        return data.textEncoding()
                .filter(encoding -> !vocabulary.isOfCharacters())
                .<Function<int[], String>>map(encoding -> encoding::decode)
                .orElse(vocabulary::decode);
    }

    /** Generates lines from their start, where the data has lines that end. */
    private static List<Sample> lines(TrainedModel model, Dataset data, Targets targets, SeedStreams seeds) {
        Optional<TextEncoding> encoding = data.textEncoding()
                .filter(found -> found.kind() == TextEncoding.Kind.LINE)
                .filter(found -> found.endToken().isPresent());
        if (encoding.isEmpty()) {
            return List.of();
        }
        int[] start = encoding.get().encode("").tokens();
        Completer completer = new Completer(
                model,
                targets,
                encoding.get().padToken(),
                encoding.get().endToken(),
                Sampling.of(TEMPERATURE),
                seeds.stream(STREAM));
        return completer.complete(Collections.nCopies(SAMPLES, start), data.contextLength()).stream()
                .map(line -> new Sample("", encoding.get().decode(line.tokens()), Optional.empty()))
                .toList();
    }

    /** The score of all answers of a set, with the first ones kept. */
    private record AnswerScore(double exactMatch, List<GeneratedAnswer> kept) {

        static AnswerScore of(AnswerGenerator generator) {
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
            return new AnswerScore((double) correctAnswers / generator.answers(), wrong.isEmpty() ? correct : wrong);
        }

        List<Sample> samples(Function<int[], String> reader) {
            return kept.stream()
                    .map(answer -> new Sample(
                            reader.apply(answer.prompt()),
                            reader.apply(answer.written()),
                            Optional.of(reader.apply(answer.expected()))))
                    .toList();
        }
    }
}
