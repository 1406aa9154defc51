package org.transformerbench.examples.report;

import java.time.Duration;
import java.util.List;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.run.RunSpec;

/**
 * A run that has begun and not ended.
 *
 * @param spec all that determines it
 * @param progress the used share of its budget, in [0, 1]
 * @param timeLeft training time until the budget is used up
 * @param curve its evaluations so far
 */
public record RunInProgress(RunSpec spec, double progress, Duration timeLeft, List<CurvePoint> curve) {
    public RunInProgress {
        curve = List.copyOf(curve);
    }
}
