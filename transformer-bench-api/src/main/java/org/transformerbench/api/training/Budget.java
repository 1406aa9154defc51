package org.transformerbench.api.training;

import java.math.BigDecimal;
import java.time.Duration;
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
            return Optional.of(
                    exactSeconds(config.maxTime().get()).stripTrailingZeros().toPlainString() + " s of training");
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
                .map(time -> seconds(trainingTime) / seconds(time))
                .orElse(0.0);
        double ofTokens = (double) steps * tokensPerStep / config.maxTokens().orElse(Long.MAX_VALUE);
        return Math.min(1, Math.max(ofSteps, Math.max(ofTime, ofTokens)));
    }

    private static double seconds(Duration duration) {
        return exactSeconds(duration).doubleValue();
    }

    /** A number of nanoseconds would overflow after 292 years, and some mean "forever". */
    private static BigDecimal exactSeconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    }

    Duration timeLeft(long steps, Duration trainingTime) {
        double progress = progress(steps, trainingTime);
        return progress == 0
                ? Duration.ZERO
                : Duration.ofNanos((long) (trainingTime.toNanos() * (1 - progress) / progress));
    }
}
