package org.transformerbench.api.training;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What a run may use, and how much of it is used. */
final class Budget {
    private final TrainingConfig config;
    private final long tokensPerStep;

    Budget(TrainingConfig config, int positions) {
        this.config = config;
        this.tokensPerStep = (long) config.batchSize() * positions;
    }

    /** Why the run is complete, or empty while there is something left. */
    Optional<String> usedUp(long steps, Duration trainingTime) {
        if (config.maxSteps().isPresent() && steps >= config.maxSteps().getAsLong()) {
            return Optional.of(config.maxSteps().getAsLong() + " steps");
        }
        if (config.maxTime().isPresent()
                && trainingTime.compareTo(config.maxTime().get()) >= 0) {
            return Optional.of(String.format(
                    Locale.ROOT, "%.0f s of training", config.maxTime().get().toMillis() / 1e3));
        }
        if (config.maxTokens().isPresent()
                && steps * tokensPerStep >= config.maxTokens().getAsLong()) {
            return Optional.of(config.maxTokens().getAsLong() + " tokens");
        }
        return Optional.empty();
    }

    /** The used share of the budget that will end first. */
    double progress(long steps, Duration trainingTime) {
        double ofSteps = (double) steps / config.maxSteps().orElse(Long.MAX_VALUE);
        double ofTime = config.maxTime()
                .map(time -> (double) trainingTime.toNanos() / time.toNanos())
                .orElse(0.0);
        double ofTokens = (double) steps * tokensPerStep / config.maxTokens().orElse(Long.MAX_VALUE);
        return Math.min(1, Math.max(ofSteps, Math.max(ofTime, ofTokens)));
    }

    Duration timeLeft(long steps, Duration trainingTime) {
        double progress = progress(steps, trainingTime);
        return progress == 0
                ? Duration.ZERO
                : Duration.ofNanos((long) (trainingTime.toNanos() * (1 - progress) / progress));
    }
}
