package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.run.TrainingConfig;

/** Warnings of values that are valid but do not do what they say. */
final class TrainingWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingWarnings.class);

    private TrainingWarnings() {}

    /** Warns of each mistake once, before the first run. */
    static void log(Collection<TrainingConfig> configs) {
        configs.stream()
                .distinct()
                .flatMap(config -> of(config).stream())
                .distinct()
                .forEach(LOG::warn);
    }

    static List<String> of(TrainingConfig config) {
        List<String> warnings = new ArrayList<>();
        if (config.weightDecay() > 0 && isRoundedAway(config.learningRate() * config.weightDecay())) {
            warnings.add("weightDecay (" + config.weightDecay() + ") at learning rate "
                    + LearningRateText.of(config.learningRate())
                    + " does nothing: a parameter times 1 - learningRate x weightDecay is the same parameter in float32,"
                    + " where less than 2^-25 is rounded away; set weightDecay to 0, or to "
                    + (float) (Math.ulp(0.5f) / config.learningRate()) + " and more");
        }
        OptionalLong steps = config.maxSteps();
        if (steps.isPresent() && config.warmupSteps() > steps.getAsLong()) {
            warnings.add("warmupSteps (" + config.warmupSteps() + ") are more than maxSteps (" + steps.getAsLong()
                    + "): the learning rate " + LearningRateText.of(config.learningRate()) + " is never reached");
        }
        return warnings;
    }

    /** Warns if a budget that is no number of steps has ended a run within its warm-up. */
    static void logEnd(TrainingConfig config, long steps) {
        if (steps > 0 && steps < config.warmupSteps() && config.maxSteps().orElse(Long.MAX_VALUE) > steps) {
            LOG.warn(
                    "The run ended after {} steps, within its warmupSteps ({}): the learning rate {} was not reached",
                    steps,
                    config.warmupSteps(),
                    LearningRateText.of(config.learningRate()));
        }
    }

    /** Returns whether a decay is lost when it is subtracted from 1 in float32. */
    private static boolean isRoundedAway(double decay) {
        return (float) (1 - decay) == 1;
    }
}
