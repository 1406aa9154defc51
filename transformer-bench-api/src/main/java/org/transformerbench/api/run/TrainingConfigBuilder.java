package org.transformerbench.api.run;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.transformerbench.api.DecayedParameters;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/** A builder of a {@link TrainingConfig}; values are checked by {@link #build()}. */
public final class TrainingConfigBuilder {
    static final OptionalLong DEFAULT_STEPS = OptionalLong.of(20_000);
    static final Optional<Duration> DEFAULT_TIME = Optional.of(Duration.ofSeconds(60));
    /** 2,500 steps at the default interval: a model may stay on a plateau for long before it finds the rule. */
    static final int DEFAULT_PATIENCE = 50;

    static final double NOTEBOOK_STOP_ACCURACY = 0.995;

    private double learningRate = 1e-2;
    private double weightDecay = 1e-4;
    private DecayedParameters weightDecayOn = DecayedParameters.ALL;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-8;
    private OptionalDouble maxGradientNorm = OptionalDouble.empty();
    private int warmupSteps;
    private Schedule schedule = Schedule.CONSTANT;
    private double finalLearningRateShare;
    private int batchSize = 2048;
    private OptionalLong maxSteps = DEFAULT_STEPS;
    private Optional<Duration> maxTime = DEFAULT_TIME;
    private OptionalLong maxTokens = OptionalLong.empty();
    private OptionalLong maxTargets = OptionalLong.empty();
    private OptionalDouble maxFlops = OptionalDouble.empty();
    private int evaluationInterval = 50;
    private OptionalDouble stopAccuracy = OptionalDouble.empty();
    private OptionalInt patience = OptionalInt.of(DEFAULT_PATIENCE);
    private boolean defaultBudgets = true;

    TrainingConfigBuilder() {}

    TrainingConfigBuilder(TrainingConfig config) {
        learningRate = config.learningRate();
        weightDecay = config.weightDecay();
        weightDecayOn = config.weightDecayOn();
        beta1 = config.beta1();
        beta2 = config.beta2();
        epsilon = config.epsilon();
        maxGradientNorm = config.maxGradientNorm();
        warmupSteps = config.warmupSteps();
        schedule = config.schedule();
        finalLearningRateShare = config.finalLearningRateShare();
        batchSize = config.batchSize();
        maxSteps = config.maxSteps();
        maxTime = config.maxTime();
        maxTokens = config.maxTokens();
        maxTargets = config.maxTargets();
        maxFlops = config.maxFlops();
        evaluationInterval = config.evaluationInterval();
        stopAccuracy = config.stopAccuracy();
        patience = config.patience();
        defaultBudgets = config.hasDefaultBudgets();
    }

    /**
     * See {@link TrainingConfig#learningRate()}.
     *
     * @param value above 0
     * @return this
     */
    public TrainingConfigBuilder learningRate(double value) {
        learningRate = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#weightDecay()}.
     *
     * @param value at least 0
     * @return this
     */
    public TrainingConfigBuilder weightDecay(double value) {
        weightDecay = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#weightDecayOn()}.
     *
     * @param value all parameters, or tensors of rank 2 and more
     * @return this
     */
    public TrainingConfigBuilder weightDecayOn(DecayedParameters value) {
        weightDecayOn = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#beta1()}.
     *
     * @param value in [0, 1)
     * @return this
     */
    public TrainingConfigBuilder beta1(double value) {
        beta1 = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#beta2()}.
     *
     * @param value in [0, 1)
     * @return this
     */
    public TrainingConfigBuilder beta2(double value) {
        beta2 = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#epsilon()}.
     *
     * @param value above 0
     * @return this
     */
    public TrainingConfigBuilder epsilon(double value) {
        epsilon = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#maxGradientNorm()}.
     *
     * @param value above 0
     * @return this
     */
    public TrainingConfigBuilder maxGradientNorm(double value) {
        maxGradientNorm = OptionalDouble.of(value);
        return this;
    }

    /**
     * See {@link TrainingConfig#warmupSteps()}.
     *
     * @param value at least 0
     * @return this
     */
    public TrainingConfigBuilder warmupSteps(int value) {
        warmupSteps = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#schedule()}.
     *
     * @param value constant or cosine
     * @return this
     */
    public TrainingConfigBuilder schedule(Schedule value) {
        schedule = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#finalLearningRateShare()}.
     *
     * @param value in [0, 1]
     * @return this
     */
    public TrainingConfigBuilder finalLearningRateShare(double value) {
        finalLearningRateShare = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#batchSize()}.
     *
     * @param value at least 1
     * @return this
     */
    public TrainingConfigBuilder batchSize(int value) {
        batchSize = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#maxSteps()}. The first budget that is given replaces the default ones.
     *
     * @param value at least 1
     * @return this
     */
    public TrainingConfigBuilder maxSteps(long value) {
        replaceDefaultBudgets();
        maxSteps = OptionalLong.of(value);
        return this;
    }

    /**
     * See {@link TrainingConfig#maxTime()}. The first budget that is given replaces the default ones.
     *
     * @param value above 0
     * @return this
     */
    public TrainingConfigBuilder maxTime(Duration value) {
        Require.given("maxTime", value);
        replaceDefaultBudgets();
        maxTime = Optional.of(value);
        return this;
    }

    /**
     * See {@link TrainingConfig#maxTokens()}. The first budget that is given replaces the default ones.
     *
     * @param value at least 1
     * @return this
     */
    public TrainingConfigBuilder maxTokens(long value) {
        replaceDefaultBudgets();
        maxTokens = OptionalLong.of(value);
        return this;
    }

    /**
     * See {@link TrainingConfig#maxTargets()}. The first budget that is given replaces the default ones.
     *
     * @param value at least 1
     * @return this
     */
    public TrainingConfigBuilder maxTargets(long value) {
        replaceDefaultBudgets();
        maxTargets = OptionalLong.of(value);
        return this;
    }

    /**
     * See {@link TrainingConfig#maxFlops()}. The first budget that is given replaces the default ones.
     *
     * @param value above 0
     * @return this
     */
    public TrainingConfigBuilder maxFlops(double value) {
        replaceDefaultBudgets();
        maxFlops = OptionalDouble.of(value);
        return this;
    }

    /**
     * Takes all budgets away, so that those that follow are the only ones.
     *
     * @return this
     */
    public TrainingConfigBuilder withoutBudgets() {
        maxSteps = OptionalLong.empty();
        maxTime = Optional.empty();
        maxTokens = OptionalLong.empty();
        maxTargets = OptionalLong.empty();
        maxFlops = OptionalDouble.empty();
        defaultBudgets = false;
        return this;
    }

    private void replaceDefaultBudgets() {
        if (defaultBudgets) {
            withoutBudgets();
        }
    }

    /**
     * See {@link TrainingConfig#evaluationInterval()}.
     *
     * @param value at least 1
     * @return this
     */
    public TrainingConfigBuilder evaluationInterval(int value) {
        evaluationInterval = value;
        return this;
    }

    /**
     * See {@link TrainingConfig#stopAccuracy()}.
     *
     * @param value in [0, 1)
     * @return this
     */
    public TrainingConfigBuilder stopAccuracy(double value) {
        stopAccuracy = OptionalDouble.of(value);
        return this;
    }

    /**
     * Lets no accuracy end the run.
     *
     * @return this
     */
    public TrainingConfigBuilder withoutStopAccuracy() {
        stopAccuracy = OptionalDouble.empty();
        return this;
    }

    /**
     * See {@link TrainingConfig#patience()}.
     *
     * @param value in evaluations, at least 1
     * @return this
     */
    public TrainingConfigBuilder patience(int value) {
        patience = OptionalInt.of(value);
        return this;
    }

    /**
     * Lets the run go on without improvement, and the last model be judged.
     *
     * @return this
     */
    public TrainingConfigBuilder withoutPatience() {
        patience = OptionalInt.empty();
        return this;
    }

    /**
     * Puts the values together.
     *
     * @return the configuration
     * @throws ConfigException if a value is out of range, or there is no budget
     */
    public TrainingConfig build() {
        return new TrainingConfig(
                learningRate,
                weightDecay,
                weightDecayOn,
                beta1,
                beta2,
                epsilon,
                maxGradientNorm,
                warmupSteps,
                schedule,
                finalLearningRateShare,
                batchSize,
                maxSteps,
                maxTime,
                maxTokens,
                maxTargets,
                maxFlops,
                evaluationInterval,
                stopAccuracy,
                patience);
    }
}
