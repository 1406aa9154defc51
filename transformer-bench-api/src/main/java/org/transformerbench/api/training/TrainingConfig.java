package org.transformerbench.api.training;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/**
 * How a model is trained. A run ends at whichever budget is used up first.
 *
 * @param learningRate of {@link AdamW}; above 0
 * @param weightDecay of {@link AdamW}; at least 0
 * @param beta1 of {@link AdamW}; in [0, 1)
 * @param beta2 of {@link AdamW}; in [0, 1)
 * @param epsilon of {@link AdamW}; above 0
 * @param batchSize B, examples per step, drawn with replacement; at least 1
 * @param maxSteps budget of steps; at least 1
 * @param maxTime budget of training time, evaluation not counted; above 0
 * @param maxTokens budget of tokens that the model reads, B x T per step; at least 1
 * @param evaluationInterval steps between evaluations; at least 1. The end of the run is always evaluated
 * @param stopAccuracy an evaluation above this accuracy ends the run, on validation data where there is some, else on
 *     test data; in [0, 1)
 */
public record TrainingConfig(
        double learningRate,
        double weightDecay,
        double beta1,
        double beta2,
        double epsilon,
        int batchSize,
        OptionalLong maxSteps,
        Optional<Duration> maxTime,
        OptionalLong maxTokens,
        int evaluationInterval,
        OptionalDouble stopAccuracy) {

    public TrainingConfig {
        new AdamW(learningRate, beta1, beta2, epsilon, weightDecay);
        Require.atLeast("batchSize", batchSize, 1);
        maxSteps.ifPresent(steps -> Require.atLeast("maxSteps", steps, 1));
        maxTime.ifPresent(time ->
                Require.that(!time.isZero() && !time.isNegative(), "maxTime", time, "must be longer than nothing"));
        maxTokens.ifPresent(tokens -> Require.atLeast("maxTokens", tokens, 1));
        Require.atLeast("evaluationInterval", evaluationInterval, 1);
        stopAccuracy.ifPresent(accuracy -> Require.within("stopAccuracy", accuracy, 0, 1));
        if (maxSteps.isEmpty() && maxTime.isEmpty() && maxTokens.isEmpty()) {
            throw new ConfigException("One of maxSteps, maxTime and maxTokens must be set, or the run never ends");
        }
    }

    /**
     * The notebook's values: learning rate 1e-3, weight decay 1e-4, batches of 2048, 20,000 steps or 60 seconds, evaluation
     * every 50 steps, stop above accuracy 0.995.
     *
     * @return the defaults
     */
    public static TrainingConfig defaults() {
        return new TrainingConfig(
                1e-3,
                1e-4,
                0.9,
                0.999,
                1e-8,
                2048,
                OptionalLong.of(20_000),
                Optional.of(Duration.ofSeconds(60)),
                OptionalLong.empty(),
                50,
                OptionalDouble.of(0.995));
    }

    /**
     * The optimizer's part.
     *
     * @return learning rate, betas, epsilon and weight decay
     */
    public AdamW optimizer() {
        return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay);
    }

    /**
     * With another learning rate.
     *
     * @param value above 0
     * @return a changed copy
     */
    public TrainingConfig withLearningRate(double value) {
        return new TrainingConfig(
                value,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                batchSize,
                maxSteps,
                maxTime,
                maxTokens,
                evaluationInterval,
                stopAccuracy);
    }

    /**
     * With another batch size.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public TrainingConfig withBatchSize(int value) {
        return new TrainingConfig(
                learningRate,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                value,
                maxSteps,
                maxTime,
                maxTokens,
                evaluationInterval,
                stopAccuracy);
    }

    /**
     * With a budget of steps and no other: the same work on every machine.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public TrainingConfig forSteps(long value) {
        return new TrainingConfig(
                learningRate,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                batchSize,
                OptionalLong.of(value),
                Optional.empty(),
                OptionalLong.empty(),
                evaluationInterval,
                stopAccuracy);
    }

    /**
     * With a budget of training time; a budget of steps or tokens stays.
     *
     * @param value above 0
     * @return a changed copy
     */
    public TrainingConfig withMaxTime(Duration value) {
        return new TrainingConfig(
                learningRate,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                batchSize,
                maxSteps,
                Optional.of(value),
                maxTokens,
                evaluationInterval,
                stopAccuracy);
    }

    /**
     * With another number of steps between evaluations.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public TrainingConfig withEvaluationInterval(int value) {
        return new TrainingConfig(
                learningRate,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                batchSize,
                maxSteps,
                maxTime,
                maxTokens,
                value,
                stopAccuracy);
    }

    /**
     * With or without early stop.
     *
     * @param value the accuracy that ends a run, in [0, 1), or empty
     * @return a changed copy
     */
    public TrainingConfig withStopAccuracy(OptionalDouble value) {
        return new TrainingConfig(
                learningRate,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                batchSize,
                maxSteps,
                maxTime,
                maxTokens,
                evaluationInterval,
                value);
    }
}
