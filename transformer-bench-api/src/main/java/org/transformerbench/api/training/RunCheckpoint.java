package org.transformerbench.api.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Require;

/**
 * A run between two steps: all that another process needs to go on as if nothing had happened.
 *
 * @param run what it belongs to
 * @param progress where the loop is
 * @param failures how often a listener threw, or a checkpoint could not be written, until now; at least 0
 * @param parameters name to values
 * @param optimizer its steps and moments, one of each kind for each parameter
 */
public record RunCheckpoint(
        RunDescription run,
        TrainingProgress progress,
        int failures,
        Map<String, Tensor> parameters,
        OptimizerState optimizer) {

    public RunCheckpoint {
        Require.atLeast("failures", failures, 0);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        optimizer.requireFits(parameters);
    }
}
