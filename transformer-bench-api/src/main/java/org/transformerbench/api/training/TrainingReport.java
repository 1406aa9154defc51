package org.transformerbench.api.training;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;

/**
 * What the loop measured.
 *
 * @param outcome how the run ended
 * @param steps how many were taken
 * @param targets how many targets entered the loss
 * @param curve one point per evaluation, the last at the end of the run unless it diverged
 * @param trainingTime the sum of all steps' times, batches included
 * @param evaluationTime the sum of all evaluations' times
 */
public record TrainingReport(
        Outcome outcome,
        long steps,
        long targets,
        List<CurvePoint> curve,
        Duration trainingTime,
        Duration evaluationTime) {

    public TrainingReport {
        curve = List.copyOf(curve);
    }

    /**
     * The last evaluation.
     *
     * @return empty if there was none
     */
    public Optional<CurvePoint> last() {
        return curve.isEmpty() ? Optional.empty() : Optional.of(curve.get(curve.size() - 1));
    }
}
