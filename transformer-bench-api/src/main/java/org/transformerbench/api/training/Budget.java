package org.transformerbench.api.training;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.run.TrainingConfig;

/** The budgets of a run, and how much of each is used. */
final class Budget {
    private final TrainingConfig config;
    private final long tokensPerStep;
    private final double flopsPerStep;

    /**
     * @param positions T
     * @param flopsPerExample as {@link org.transformerbench.api.TrainingSession#flopsPerExample()} has it
     * @throws ConfigException if a budget of flops cannot be kept
     */
    Budget(TrainingConfig config, int positions, OptionalLong flopsPerExample) {
        this(config, positions, (double) config.batchSize() * flopsPerExample.orElse(0));
        if (config.maxFlops().isPresent() && flopsPerStep == 0) {
            throw new ConfigException("maxFlops (" + plain(config.maxFlops().getAsDouble())
                    + ") cannot be kept: the trainer does not know the flops of this model; set maxSteps, maxTime or"
                    + " maxTokens instead, or use a trainer that knows it");
        }
    }

    private Budget(TrainingConfig config, int positions, double flopsPerStep) {
        this.config = config;
        this.tokensPerStep = (long) config.batchSize() * positions;
        this.flopsPerStep = flopsPerStep;
    }

    /** Creates a budget before there is a model, whose flops then count as none. */
    static Budget beforeTheModelIsOpen(TrainingConfig config, int positions) {
        return new Budget(config, positions, 0.0);
    }

    /**
     * Checks the budget of a run that trains on from another one.
     *
     * @param progress of that run
     * @param targets that entered its loss
     * @param protocol what counts as training time
     * @throws ConfigException if nothing is left
     */
    void requireLeft(TrainingProgress progress, long targets, Protocol protocol) {
        usedUp(progress.steps(), targets, timeOf(progress, protocol)).ifPresent(used -> {
            throw new ConfigException("The checkpoint is at step " + progress.steps() + ", and the budget of " + used
                    + " is used up there; give a larger one, which counts from the beginning");
        });
    }

    static Duration timeOf(TrainingProgress progress, Protocol protocol) {
        return protocol.evaluationTimed() ? progress.stepTime().plus(progress.evaluationTime()) : progress.stepTime();
    }

    /**
     * Returns why the run is complete, or empty while there is something left.
     *
     * @param targets that count, of all steps so far
     */
    Optional<String> usedUp(long steps, long targets, Duration trainingTime) {
        if (config.maxSteps().isPresent() && steps >= config.maxSteps().getAsLong()) {
            return Optional.of(config.maxSteps().getAsLong() + " steps");
        }
        if (config.maxTime().isPresent()
                && trainingTime.compareTo(config.maxTime().get()) >= 0) {
            return Optional.of(
                    exactSeconds(config.maxTime().get()).stripTrailingZeros().toPlainString() + " s of training");
        }
        if (config.maxTokens().isPresent()
                && steps * tokensPerStep >= config.maxTokens().getAsLong()) {
            return Optional.of(config.maxTokens().getAsLong() + " tokens");
        }
        if (config.maxTargets().isPresent() && targets >= config.maxTargets().getAsLong()) {
            return Optional.of(config.maxTargets().getAsLong() + " targets");
        }
        if (config.maxFlops().isPresent()
                && steps * flopsPerStep >= config.maxFlops().getAsDouble()) {
            return Optional.of(plain(config.maxFlops().getAsDouble()) + " multiplications and additions");
        }
        return Optional.empty();
    }

    /** Returns the used share of the budget that will end first. */
    double progress(long steps, long targets, Duration trainingTime) {
        return Math.min(1, Math.max(progressOfWork(steps, targets), progressOfTime(trainingTime)));
    }

    /** Returns {@link #progress}, but time counts only where it is the only budget. */
    double scheduleProgress(long steps, long targets, Duration trainingTime) {
        boolean timeAlone = config.maxSteps().isEmpty()
                && config.maxTokens().isEmpty()
                && config.maxTargets().isEmpty()
                && config.maxFlops().isEmpty();
        return Math.min(1, timeAlone ? progressOfTime(trainingTime) : progressOfWork(steps, targets));
    }

    private double progressOfWork(long steps, long targets) {
        double ofSteps = (double) steps / config.maxSteps().orElse(Long.MAX_VALUE);
        double ofTokens = (double) steps * tokensPerStep / config.maxTokens().orElse(Long.MAX_VALUE);
        double ofFlops = steps * flopsPerStep / config.maxFlops().orElse(Double.MAX_VALUE);
        double ofTargets = (double) targets / config.maxTargets().orElse(Long.MAX_VALUE);
        return Math.max(Math.max(ofSteps, ofTargets), Math.max(ofTokens, ofFlops));
    }

    private double progressOfTime(Duration trainingTime) {
        return config.maxTime()
                .map(time -> seconds(trainingTime) / seconds(time))
                .orElse(0.0);
    }

    private static double seconds(Duration duration) {
        return exactSeconds(duration).doubleValue();
    }

    /** A number of nanoseconds would overflow after 292 years, and some mean "forever". */
    private static BigDecimal exactSeconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    Duration timeLeft(long steps, long targets, Duration trainingTime) {
        double progress = progress(steps, targets, trainingTime);
        return progress == 0
                ? Duration.ZERO
                : Duration.ofNanos((long) (trainingTime.toNanos() * (1 - progress) / progress));
    }
}
