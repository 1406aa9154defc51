package org.transformerbench.api.result;

import java.util.Optional;
import java.util.OptionalInt;
import org.transformerbench.api.config.Require;

/**
 * One evaluation on the curve of a run.
 *
 * @param step after this many steps
 * @param trainingSeconds after this much training time
 * @param train the training batch of this step, with dropout, before the update
 * @param validation the validation data without slices; empty if there is none, or the protocol keeps none apart
 * @param test the test data without slices; empty if the protocol reads it at the end only
 * @param stage the stage of the data's {@linkplain org.transformerbench.api.Curriculum curriculum} that the training batch is from, 1
 *     for the first; empty if there is none
 */
public record CurvePoint(
        long step,
        double trainingSeconds,
        Metrics train,
        Optional<Metrics> validation,
        Optional<Metrics> test,
        OptionalInt stage) {

    public CurvePoint {
        Require.given("stage", stage);
        stage.ifPresent(value -> Require.atLeast("stage", value, 1));
    }

    /**
     * Creates a point of a run on data without a curriculum.
     *
     * @param step after this many steps
     * @param trainingSeconds after this much training time
     * @param train the training batch of this step
     * @param validation the validation data; empty if it is not evaluated
     * @param test the test data; empty if it is not evaluated
     */
    public CurvePoint(
            long step, double trainingSeconds, Metrics train, Optional<Metrics> validation, Optional<Metrics> test) {
        this(step, trainingSeconds, train, validation, test, OptionalInt.empty());
    }
}
