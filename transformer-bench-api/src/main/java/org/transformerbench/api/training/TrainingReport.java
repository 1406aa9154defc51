package org.transformerbench.api.training;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;

/**
 * The measurements of the loop.
 *
 * @param outcome how the run ended
 * @param steps how many were taken
 * @param measuredSteps how many of them after the {@linkplain org.transformerbench.api.result.TrainingSpeed#WARM_UP warm-up}
 * @param targets how many targets entered the loss: those that count
 * @param curve one point per evaluation, the last at the end of the run unless it diverged
 * @param judged the checkpoint that was chosen on validation data; empty where the last model is judged
 * @param test the evaluation of the test data with the judged model, with all its slices; empty if it was never evaluated
 * @param trainingTime the sum of all steps' times, batches included; and of all evaluations where the
 *     {@linkplain org.transformerbench.api.Protocol#evaluationTimed() protocol} wants it
 * @param evaluationTime the sum of all evaluations' times
 */
public record TrainingReport(
        Outcome outcome,
        long steps,
        long measuredSteps,
        long targets,
        List<CurvePoint> curve,
        Optional<JudgedCheckpoint> judged,
        Optional<Metrics> test,
        Duration trainingTime,
        Duration evaluationTime) {

    public TrainingReport {
        curve = List.copyOf(curve);
    }

    /**
     * Returns the report of a run that ended before its first step.
     *
     * @param outcome why
     * @return a report without any measurement
     */
    public static TrainingReport none(Outcome outcome) {
        return new TrainingReport(
                outcome, 0, 0, 0, List.of(), Optional.empty(), Optional.empty(), Duration.ZERO, Duration.ZERO);
    }

    /**
     * Returns the last evaluation.
     *
     * @return empty if there was none
     */
    public Optional<CurvePoint> last() {
        return curve.isEmpty() ? Optional.empty() : Optional.of(curve.get(curve.size() - 1));
    }

    /**
     * Returns the evaluation by which the run is judged.
     *
     * @return that of the {@link #judged()} checkpoint, else the last; empty if there was none
     */
    public Optional<CurvePoint> judgedEvaluation() {
        return judged.flatMap(checkpoint -> curve.stream()
                        .filter(point -> point.step() == checkpoint.step())
                        .findFirst())
                .or(this::last);
    }
}
