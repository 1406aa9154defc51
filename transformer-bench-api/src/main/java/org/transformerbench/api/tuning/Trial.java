package org.transformerbench.api.tuning;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.run.RunSpec;

/**
 * The end of a training on a rung. Steps and time are those from the beginning of its configuration, all rungs together.
 *
 * @param tuning the id of the search: the model, its space, the plan and all that a run's numbers follow from
 * @param model the model's id
 * @param task the task's id
 * @param candidate the number of the configuration, from 0
 * @param values that were searched, name to value
 * @param places of those values whose range has an order, 0 at its lower end and 1 at its upper one
 * @param rung from 0
 * @param share of the full budget at which the rung ends
 * @param steps that were made
 * @param seconds of training and evaluation
 * @param score on validation data; empty if the training diverged or failed
 * @param outcome how it ended
 * @param run the {@linkplain #runOf id} of the runs that have these values if they are chosen; empty if the trial was written before
 *     that was known
 */
public record Trial(
        String tuning,
        String model,
        String task,
        int candidate,
        Map<String, String> values,
        Map<String, Double> places,
        int rung,
        double share,
        long steps,
        double seconds,
        Optional<TrialScore> score,
        String outcome,
        Optional<String> run) {
    public Trial {
        Require.given("tuning", tuning);
        Require.given("model", model);
        Require.given("task", task);
        Require.atLeast("candidate", candidate, 0);
        Require.given("values", values);
        Require.atLeast("rung", rung, 0);
        Require.between("share", share, 0, 1);
        Require.atLeast("steps", steps, 0);
        Require.notNegative("seconds", seconds);
        Require.given("score", score);
        Require.given("outcome", outcome);
        Require.given("run", run);
        Require.given("places", places);
        places.forEach((key, place) -> Require.between("places." + key, place, 0, 1));
        places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Returns the id of runs that differ in their seed only.
     *
     * @param spec of one of them
     * @return that of the run with seed 0
     */
    public static String runOf(RunSpec spec) {
        return spec.withSeed(0).runId();
    }
}
