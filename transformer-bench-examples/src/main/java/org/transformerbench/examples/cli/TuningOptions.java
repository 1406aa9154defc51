package org.transformerbench.examples.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.tuning.TuningPlan;
import picocli.CommandLine.Option;

/** The options that have the values of each model searched before it is compared. */
final class TuningOptions {
    private static final String LEARNING_RATE = "learningRate";
    private static final String RANGES = "tuning.ranges";
    /** The options by the beginnings of messages about them. */
    private static final Map<String, String> OF_MESSAGES = Map.of(
            RANGES,
            "--tune-range",
            "tuning.steps",
            "--tune-steps",
            "tuning.maxParameters",
            "--max-parameters",
            "tuning.maxFlops",
            "--max-flops",
            "tuning: maxFlops",
            "--max-flops");

    @Option(
            names = "--tune",
            paramLabel = "DURATION",
            description = {
                "Search each model's values on validation data first, for so long: learning rate, weight decay, warm-up,"
                        + " dropout and what the model declares. The best values are then trained with the seeds and judged"
                        + " on test data. Default: no search."
            })
    Duration tuneTime;

    @Option(
            names = "--tune-runs",
            paramLabel = "N",
            description = "As --tune, with so many configurations of each model.")
    Integer tuneRuns;

    @Option(
            names = "--tune-steps",
            paramLabel = "N",
            description = "As --tune, with so many steps of each model in all: the same search on every machine.")
    Long tuneSteps;

    @Option(
            names = "--tune-range",
            paramLabel = "KEY=RANGE",
            description = {
                "Search a part of a range: learningRate=1e-3..3e-2, or single values as in nano-gpt.dropout=0.0,0.1."
                        + " May be repeated. Default: the range that the model declares."
            })
    Map<String, String> tuneRanges = new LinkedHashMap<>();

    @Option(
            names = "--max-parameters",
            paramLabel = "N",
            description = "Search sizes too, of configurations with so many parameters at most.")
    Long maxParameters;

    @Option(
            names = "--max-flops",
            paramLabel = "N",
            description = "Search sizes too, of configurations with so many flops per example in training at most.")
    Long maxFlops;

    /** True if the range of the learning rate is the one rate of {@code --learning-rates}. */
    private boolean keepsRate;

    /** Leaves a learning rate that was typed as it is. */
    void keepLearningRate(double rate) {
        if (isSearch()) {
            keepsRate = tuneRanges.putIfAbsent(LEARNING_RATE, Double.toString(rate)) == null;
        }
    }

    private boolean isSearch() {
        return tuneTime != null || tuneRuns != null || tuneSteps != null;
    }

    /**
     * Returns the plan.
     *
     * @return empty if nothing is to be searched
     * @throws ConfigException if there are limits without a search, or a value breaks a rule
     */
    Optional<TuningPlan> plan() {
        if (!isSearch()) {
            String alone = maxParameters != null
                    ? "--max-parameters"
                    : maxFlops != null ? "--max-flops" : tuneRanges.isEmpty() ? "" : "--tune-range";
            if (!alone.isEmpty()) {
                throw new ConfigException(
                        alone + " has no effect without a search: give --tune, --tune-runs or --tune-steps too");
            }
            return Optional.empty();
        }
        requireValues();
        return Optional.of(new TuningPlan(
                tuneRuns == null ? OptionalInt.empty() : OptionalInt.of(tuneRuns),
                optional(tuneSteps),
                Optional.ofNullable(tuneTime),
                TuningPlan.DEFAULT_REDUCTION,
                0,
                optional(maxParameters),
                optional(maxFlops),
                tuneRanges));
    }

    /** Checks each value on its own, so that the message names its option. */
    private void requireValues() {
        if (tuneTime != null) {
            Require.that(
                    !tuneTime.isNegative() && !tuneTime.isZero(),
                    "--tune",
                    tuneTime,
                    "must be longer than nothing, for example 5m");
        }
        if (tuneRuns != null) {
            Require.atLeast("--tune-runs", tuneRuns, 1);
        }
        requirePositive("--tune-steps", tuneSteps);
        requirePositive("--max-parameters", maxParameters);
        requirePositive("--max-flops", maxFlops);
    }

    private static void requirePositive(String option, Long value) {
        if (value != null) {
            Require.atLeast(option, value, 1);
        }
    }

    /** Returns the option whose value a message is about, which has the name that the value has in files; empty if it is no such. */
    Optional<String> option(String message) {
        return OF_MESSAGES.entrySet().stream()
                .filter(each -> message.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(option -> keepsRate && message.startsWith(RANGES + ": " + LEARNING_RATE + " (")
                        ? "--learning-rates"
                        : option);
    }

    private static OptionalLong optional(Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
