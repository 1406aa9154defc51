package org.transformerbench.api;

import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.config.Require;

/**
 * A number that a task itself judges a trained model by, beside loss, accuracy and exact match.
 *
 * @param name for example {@code "macro-F1"} or {@code "error rate per output unit"}
 * @param slice the part of the test data that it is about; empty for all
 * @param value finite
 * @param trials of how many independent trials the value is the share of successes, so that an interval can be given for it; empty
 *     for what is no such share
 */
public record TaskMetric(String name, Optional<Slice> slice, double value, OptionalLong trials) {
    public TaskMetric {
        Require.given("name", name);
        Require.given("slice", slice);
        Require.that(Double.isFinite(value), "value", value, "must be finite");
        Require.given("trials", trials);
        trials.ifPresent(count -> {
            Require.atLeast("trials", count, 1);
            Require.between("value", value, 0, 1);
        });
    }

    /**
     * Returns a number about all test data that is no share of trials.
     *
     * @param name what it is
     * @param value finite
     * @return the number
     */
    public static TaskMetric of(String name, double value) {
        return new TaskMetric(name, Optional.empty(), value, OptionalLong.empty());
    }

    /**
     * Returns the share of successes in a part of the test data.
     *
     * @param name what it is
     * @param slice which part
     * @param successes 0 to trials
     * @param trials at least 1
     * @return the share
     */
    public static TaskMetric share(String name, Slice slice, long successes, long trials) {
        return new TaskMetric(name, Optional.of(slice), (double) successes / trials, OptionalLong.of(trials));
    }
}
