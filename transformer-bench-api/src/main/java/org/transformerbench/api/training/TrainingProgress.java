package org.transformerbench.api.training;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;

/**
 * The state of a {@link TrainingLoop} between two steps: all that it needs to go on, beside the session and what it was made of.
 * Every random number follows from the seed and the number of steps: the order of batches is drawn again up to there, and
 * dropout masks are functions of both.
 *
 * @param steps how many were taken; at least 1
 * @param stepTime the sum of their times
 * @param evaluationTime the sum of all evaluations' times
 * @param lastStep what the last step found
 * @param curve all evaluations so far
 * @param lastTest the last evaluation of the test data, with its slices; empty if there was none
 * @param progressAfterWarmup the share of the schedule's budget that was used up when the warm-up ended, in [0, 1]; 0 before
 * @param lastBatch a checksum of the last batch, to see whether the data is the same when the run goes on
 * @param lastLogits a checksum of logits of its first examples, to see whether the model computes the same
 * @param firstLoss the loss of the first step; empty in what an earlier version has written
 * @param countedTargets how many targets entered the loss so far; empty in what an earlier version has written, where all did
 * @param stage the place in the data's curriculum; empty if there is none
 */
public record TrainingProgress(
        long steps,
        Duration stepTime,
        Duration evaluationTime,
        StepResult lastStep,
        List<CurvePoint> curve,
        Optional<Metrics> lastTest,
        double progressAfterWarmup,
        long lastBatch,
        long lastLogits,
        OptionalDouble firstLoss,
        OptionalLong countedTargets,
        Optional<StageProgress> stage) {

    public TrainingProgress {
        Require.atLeast("steps", steps, 1);
        Require.that(!stepTime.isNegative(), "stepTime", stepTime, "must not be negative");
        Require.that(!evaluationTime.isNegative(), "evaluationTime", evaluationTime, "must not be negative");
        Require.between("progressAfterWarmup", progressAfterWarmup, 0.0, 1.0);
        Require.given("countedTargets", countedTargets);
        Require.given("stage", stage);
        curve = List.copyOf(curve);
        long before = 0;
        for (CurvePoint point : curve) {
            Require.that(
                    point.step() > before && point.step() <= steps,
                    "curve",
                    "step " + point.step(),
                    "must rise from point to point, to %d at most",
                    steps);
            before = point.step();
        }
    }

    /**
     * Creates the state of a run on data without a curriculum.
     *
     * @param steps how many were taken; at least 1
     * @param stepTime the sum of their times
     * @param evaluationTime the sum of all evaluations' times
     * @param lastStep what the last step found
     * @param curve all evaluations so far
     * @param lastTest the last evaluation of the test data; empty if there was none
     * @param progressAfterWarmup the share of the schedule's budget that was used up when the warm-up ended
     * @param lastBatch a checksum of the last batch
     * @param lastLogits a checksum of logits of its first examples
     * @param firstLoss the loss of the first step
     * @param countedTargets how many targets entered the loss so far
     */
    public TrainingProgress(
            long steps,
            Duration stepTime,
            Duration evaluationTime,
            StepResult lastStep,
            List<CurvePoint> curve,
            Optional<Metrics> lastTest,
            double progressAfterWarmup,
            long lastBatch,
            long lastLogits,
            OptionalDouble firstLoss,
            OptionalLong countedTargets) {
        this(
                steps,
                stepTime,
                evaluationTime,
                lastStep,
                curve,
                lastTest,
                progressAfterWarmup,
                lastBatch,
                lastLogits,
                firstLoss,
                countedTargets,
                Optional.empty());
    }
}
