package org.transformerbench.api.tuning;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/**
 * The effort of a tuning, the same for every model, and its limits.
 *
 * @param runs the most configurations of a model
 * @param steps the most steps of all its trials together, so that the same is tried on every machine; for trainings with a budget of steps
 * @param time the time of all its trials together; none begins that would not end in it at the pace of those before
 * @param reduction one of so many configurations goes on to the next rung, which has so many times the budget; at least 2
 * @param seed of all trials; none of those that the winners are judged with
 * @param maxParameters the most parameters of a configuration; sizes are searched where there is a limit
 * @param maxFlops the most flops of a training step per example
 * @param ranges parts of the models' ranges, as {@code learningRate} for all that have it or {@code nano-gpt.dropout} for one
 */
public record TuningPlan(
        OptionalInt runs,
        OptionalLong steps,
        Optional<Duration> time,
        int reduction,
        long seed,
        OptionalLong maxParameters,
        OptionalLong maxFlops,
        Map<String, String> ranges) {

    /** The reduction where none is chosen. */
    public static final int DEFAULT_REDUCTION = 3;

    /** Rungs below the full budget, at most; a first rung of less than a hundredth of the budget says little. */
    static final int MOST_REDUCTIONS = 3;

    /** @throws ConfigException if there is no effort, or a value breaks a rule */
    public TuningPlan {
        Require.given("runs", runs);
        Require.given("steps", steps);
        Require.given("time", time);
        Require.given("maxParameters", maxParameters);
        Require.given("maxFlops", maxFlops);
        Require.given("ranges", ranges);
        if (runs.isEmpty() && steps.isEmpty() && time.isEmpty()) {
            throw new ConfigException("One of runs, steps and time must be set, or the tuning never ends");
        }
        runs.ifPresent(number -> Require.between("runs", number, 1, 100_000));
        steps.ifPresent(number -> Require.atLeast("steps", number, 1));
        time.ifPresent(duration -> Require.that(
                !duration.isNegative() && !duration.isZero(), "time", duration, "must be longer than nothing"));
        Require.between("reduction", reduction, 2, 10);
        maxParameters.ifPresent(number -> Require.atLeast("maxParameters", number, 1));
        maxFlops.ifPresent(number -> Require.atLeast("maxFlops", number, 1));
        ranges.forEach((key, range) -> Require.given("ranges." + key, range));
        ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
    }

    /**
     * Creates a plan of a number of configurations.
     *
     * @param number the most configurations of a model
     * @return the plan, without limits
     */
    public static TuningPlan ofRuns(int number) {
        return of(OptionalInt.of(number), OptionalLong.empty(), Optional.empty());
    }

    /**
     * Creates a plan of steps per model.
     *
     * @param number the most steps of all trials of a model
     * @return the plan, without limits
     */
    public static TuningPlan ofSteps(long number) {
        return of(OptionalInt.empty(), OptionalLong.of(number), Optional.empty());
    }

    /**
     * Creates a plan of a time per model.
     *
     * @param time the time of all trials of a model
     * @return the plan, without limits
     */
    public static TuningPlan ofTime(Duration time) {
        return of(OptionalInt.empty(), OptionalLong.empty(), Optional.of(time));
    }

    private static TuningPlan of(OptionalInt runs, OptionalLong steps, Optional<Duration> time) {
        return new TuningPlan(
                runs, steps, time, DEFAULT_REDUCTION, 0, OptionalLong.empty(), OptionalLong.empty(), Map.of());
    }

    /**
     * Sets limits of the size.
     *
     * @param parameters the most parameters
     * @param flops the most flops per example
     * @return a changed copy
     */
    public TuningPlan withLimits(OptionalLong parameters, OptionalLong flops) {
        return new TuningPlan(runs, steps, time, reduction, seed, parameters, flops, ranges);
    }

    /**
     * Narrows ranges.
     *
     * @param parts as in {@link #ranges()}
     * @return a changed copy
     */
    public TuningPlan withRanges(Map<String, String> parts) {
        return new TuningPlan(runs, steps, time, reduction, seed, maxParameters, maxFlops, parts);
    }

    /**
     * Sets the seed.
     *
     * @param value of all trials
     * @return a changed copy
     */
    public TuningPlan withSeed(long value) {
        return new TuningPlan(runs, steps, time, reduction, value, maxParameters, maxFlops, ranges);
    }

    /**
     * Returns whether sizes are searched.
     *
     * @return whether there is a limit of the size
     */
    public boolean searchesSizes() {
        return maxParameters.isPresent() || maxFlops.isPresent();
    }

    /**
     * Returns the number of rungs: as many as let one configuration of {@link #runs()} reach the full budget.
     *
     * @return at least 1
     */
    public int rungs() {
        int rungs = 1;
        for (long needed = reduction; rungs <= MOST_REDUCTIONS && needed <= runs.orElse(Integer.MAX_VALUE); rungs++) {
            needed *= reduction;
        }
        return rungs;
    }
}
