package org.transformerbench.api.run;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.DecayedParameters;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.AddedLater;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Require;

/**
 * The budgets, optimizer, schedule and intervals of a training. A run ends at whichever budget is used up first.
 *
 * <pre>{@code
 * TrainingConfig config = TrainingConfig.builder()
 *         .batchSize(256)
 *         .maxSteps(2000)
 *         .warmupSteps(100)
 *         .schedule(Schedule.COSINE)
 *         .build();
 * }</pre>
 *
 * @param learningRate of {@link AdamW}, before warm-up and schedule; above 0
 * @param weightDecay of {@link AdamW}; at least 0
 * @param weightDecayOn the parameters that the decay falls on, see {@link DecayedParameters}
 * @param beta1 of {@link AdamW}; in [0, 1)
 * @param beta2 of {@link AdamW}; in [0, 1)
 * @param epsilon of {@link AdamW}; above 0
 * @param maxGradientNorm of {@link AdamW}; above 0, empty for no limit
 * @param warmupSteps steps over which the learning rate grows linearly, the last of them having all of it; 0 for none
 * @param schedule how the learning rate goes on. A cosine ends with the budget of steps, tokens or flops that ends
 *     first, so that the rates are the same on every machine; only where there is a budget of time alone it follows the clock
 * @param finalLearningRateShare what is left of the learning rate at the end of a cosine; in [0, 1]
 * @param batchSize B, examples per step, drawn with replacement; at least 1
 * @param maxSteps budget of steps; at least 1
 * @param maxTime budget of training time, evaluation not counted unless the
 *     {@linkplain org.transformerbench.api.Protocol#evaluationTimed() protocol} wants it; above 0
 * @param maxTokens budget of tokens that the model reads, B x T per step, those that pad rows among them; at least 1
 * @param maxTargets budget of targets that are learned from; at least 1. Those of {@link org.transformerbench.api.Batch#IGNORED} do not
 *     count, so that models with padded examples of both modes get the same work to learn from
 * @param maxFlops budget of multiplications and additions, forward and backward; above 0. The trainer must know
 *     {@linkplain org.transformerbench.api.TrainingSession#flopsPerExample() how many} the model takes
 * @param evaluationInterval steps between evaluations; at least 1. The end of the run is always evaluated
 * @param stopAccuracy an evaluation above this accuracy ends the run, on validation data or, where the
 *     {@linkplain org.transformerbench.api.Protocol#validationApart() protocol} has none, on test data; in [0, 1). It counts tokens:
 *     whole answers may go on to improve
 * @param patience evaluations without an improvement on validation data after which the run ends; at least 1. An evaluation is
 *     better if more whole answers are correct, or as many and its loss is lower, which does not count when all answers are correct
 *     already; where there are no whole answers, if its loss is lower. The best model is what is left of the run and judged then,
 *     whatever ends it: a patience that is longer than the run does no more than that. Empty for the last model. It has no effect where
 *     the {@linkplain org.transformerbench.api.Protocol#validationApart() protocol} keeps no validation data apart
 */
public record TrainingConfig(
        double learningRate,
        double weightDecay,
        @AddedLater("ALL") DecayedParameters weightDecayOn,
        double beta1,
        double beta2,
        double epsilon,
        OptionalDouble maxGradientNorm,
        int warmupSteps,
        Schedule schedule,
        double finalLearningRateShare,
        int batchSize,
        OptionalLong maxSteps,
        Optional<Duration> maxTime,
        OptionalLong maxTokens,
        OptionalLong maxTargets,
        OptionalDouble maxFlops,
        int evaluationInterval,
        OptionalDouble stopAccuracy,
        OptionalInt patience) {

    private static final List<String> BUDGETS = List.of("maxSteps", "maxTime", "maxTokens", "maxTargets", "maxFlops");

    public TrainingConfig {
        Require.given("maxGradientNorm", maxGradientNorm);
        Require.given("maxSteps", maxSteps);
        Require.given("maxTime", maxTime);
        Require.given("maxTokens", maxTokens);
        Require.given("maxTargets", maxTargets);
        Require.given("maxFlops", maxFlops);
        Require.given("stopAccuracy", stopAccuracy);
        Require.given("patience", patience);
        new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, weightDecayOn, maxGradientNorm);
        Require.atLeast("warmupSteps", warmupSteps, 0);
        Require.given("schedule", schedule);
        Require.between("finalLearningRateShare", finalLearningRateShare, 0.0, 1.0);
        Require.atLeast("batchSize", batchSize, 1);
        maxSteps.ifPresent(steps -> Require.atLeast("maxSteps", steps, 1));
        maxTime.ifPresent(time ->
                Require.that(!time.isZero() && !time.isNegative(), "maxTime", time, "must be longer than nothing"));
        maxTokens.ifPresent(tokens -> Require.atLeast("maxTokens", tokens, 1));
        maxTargets.ifPresent(targets -> Require.atLeast("maxTargets", targets, 1));
        maxFlops.ifPresent(flops -> Require.positive("maxFlops", flops));
        Require.atLeast("evaluationInterval", evaluationInterval, 1);
        stopAccuracy.ifPresent(accuracy -> Require.within("stopAccuracy", accuracy, 0, 1));
        patience.ifPresent(evaluations -> Require.atLeast("patience", evaluations, 1));
        if (maxSteps.isEmpty()
                && maxTime.isEmpty()
                && maxTokens.isEmpty()
                && maxTargets.isEmpty()
                && maxFlops.isEmpty()) {
            throw new ConfigException(
                    "One of maxSteps, maxTime, maxTokens, maxTargets and maxFlops must be set, or the run never ends");
        }
    }

    /**
     * Returns the defaults of the {@linkplain Protocol#strict() strict} protocol: learning rate 1e-2, weight decay 1e-4, batches of
     * 2048, 20,000 steps or 60 seconds, as the notebook has them, evaluation every 50 steps, a patience of {@value
     * TrainingConfigBuilder#DEFAULT_PATIENCE} evaluations; no stop by accuracy, no warm-up, a constant rate and no limit of the
     * gradient.
     *
     * @return the defaults
     */
    public static TrainingConfig defaults() {
        return builder().build();
    }

    /**
     * Returns the defaults of a protocol: what is chosen there says what may end a run.
     *
     * @param protocol the rules
     * @return the {@link #defaults()}; where no validation data is kept apart, as in the notebook, without patience, and with a stop
     *     above accuracy {@value TrainingConfigBuilder#NOTEBOOK_STOP_ACCURACY}
     */
    public static TrainingConfig defaults(Protocol protocol) {
        return protocol.validationApart()
                ? defaults()
                : builder()
                        .withoutPatience()
                        .stopAccuracy(TrainingConfigBuilder.NOTEBOOK_STOP_ACCURACY)
                        .build();
    }

    /**
     * Returns a builder that begins with the {@link #defaults()}. A budget that is given replaces the default ones, of steps
     * and of time.
     *
     * @return a builder
     */
    public static TrainingConfigBuilder builder() {
        return new TrainingConfigBuilder();
    }

    /**
     * Returns a builder that begins with these values. A budget that is given joins these, but replaces them where they are the
     * {@linkplain #defaults() default} ones.
     *
     * @return a builder
     */
    public TrainingConfigBuilder toBuilder() {
        return new TrainingConfigBuilder(this);
    }

    /**
     * Returns the values of the optimizer.
     *
     * @return learning rate, betas, epsilon, weight decay and the limit of the gradient
     */
    public AdamW optimizer() {
        return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, weightDecayOn, maxGradientNorm);
    }

    /**
     * Sets other values. Budgets among them join these, but replace them where they are the {@linkplain #defaults() default}
     * ones.
     *
     * @param values name of a component to value as text, see {@link Configs#with}
     * @return a changed copy
     * @throws ConfigException if a name is unknown or a value is not valid
     */
    public TrainingConfig with(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>();
        if (hasDefaultBudgets() && !Collections.disjoint(values.keySet(), BUDGETS)) {
            BUDGETS.forEach(budget -> all.put(budget, Configs.NONE));
        }
        all.putAll(values);
        return new Configs().with(this, all);
    }

    /** Returns whether the budgets are the default ones, which nobody has chosen. */
    boolean hasDefaultBudgets() {
        return maxSteps.equals(TrainingConfigBuilder.DEFAULT_STEPS)
                && maxTime.equals(TrainingConfigBuilder.DEFAULT_TIME)
                && maxTokens.isEmpty()
                && maxTargets.isEmpty()
                && maxFlops.isEmpty();
    }

    /**
     * Changes the learning rate.
     *
     * @param value above 0
     * @return a changed copy
     */
    public TrainingConfig withLearningRate(double value) {
        return toBuilder().learningRate(value).build();
    }

    /**
     * Changes the batch size.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public TrainingConfig withBatchSize(int value) {
        return toBuilder().batchSize(value).build();
    }

    /**
     * Sets a budget of steps and no other: the same work on every machine.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public TrainingConfig forSteps(long value) {
        return toBuilder().withoutBudgets().maxSteps(value).build();
    }
}
