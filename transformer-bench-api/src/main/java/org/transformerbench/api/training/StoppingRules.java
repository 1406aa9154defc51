package org.transformerbench.api.training;

import java.util.Optional;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.run.TrainingConfig;

/**
 * The rules by which an evaluation ends a run: the loss is no number, or the accuracy is high enough.
 *
 * @param config of the run
 * @param protocol says which data decides
 */
record StoppingRules(TrainingConfig config, Protocol protocol) {

    /** Returns the outcome of a run whose loss is no finite number. */
    Optional<Outcome> diverged(String part, Optional<Metrics> metrics, long steps) {
        return metrics.map(Metrics::loss)
                .filter(loss -> !Double.isFinite(loss))
                .map(loss -> Outcome.diverged("the " + part + " loss was " + loss + " at step " + steps));
    }

    /** Returns the outcome of a run whose accuracy is above the configured one. */
    Optional<Outcome> goodEnough(CurvePoint point) {
        return protocol.validationApart() ? accurate("validation", point.validation()) : accurate("test", point.test());
    }

    private Optional<Outcome> accurate(String part, Optional<Metrics> judge) {
        if (judge.isEmpty() || config.stopAccuracy().isEmpty()) {
            return Optional.empty();
        }
        double enough = config.stopAccuracy().getAsDouble();
        return judge.get().accuracy() > enough
                ? Optional.of(Outcome.stopped(part + " accuracy above " + enough))
                : Optional.empty();
    }
}
