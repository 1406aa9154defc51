package org.transformerbench.api.result;

import java.util.Optional;
import org.transformerbench.api.config.Require;

/**
 * The evaluation by which a run is judged: the last one, or that of its {@linkplain Measurements#judged() judged checkpoint}.
 *
 * @param train the training batch of its step; empty if nothing was evaluated
 * @param validation the validation data, without slices; empty if there is none
 * @param test the test data, with its slices; empty if there is none
 */
public record LastEvaluation(Optional<Metrics> train, Optional<Metrics> validation, Optional<Metrics> test) {
    public LastEvaluation {
        Require.given("train", train);
        Require.given("validation", validation);
        Require.given("test", test);
    }

    /**
     * Returns an evaluation without any metrics.
     *
     * @return an evaluation without metrics
     */
    public static LastEvaluation none() {
        return new LastEvaluation(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
