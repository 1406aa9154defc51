package org.transformerbench.api.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.run.TrainingConfig;

/**
 * A run between two steps: all that another process needs to go on as if nothing had happened.
 *
 * @param run what it belongs to
 * @param progress where the loop is
 * @param failures how often a listener threw, or a checkpoint could not be written, until now; at least 0
 * @param parameters name to values
 * @param optimizer its steps and moments, one of each kind for each parameter
 * @param bestParameters those of the best model so far; empty if they are the parameters, or the last model is judged
 */
public record RunCheckpoint(
        RunDescription run,
        TrainingProgress progress,
        int failures,
        Map<String, Tensor> parameters,
        OptimizerState optimizer,
        Map<String, Tensor> bestParameters) {

    public RunCheckpoint {
        Require.atLeast("failures", failures, 0);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        optimizer.requireFits(parameters);
        Require.that(
                bestParameters.isEmpty() || bestParameters.keySet().equals(parameters.keySet()),
                "bestParameters",
                bestParameters.keySet(),
                "must be those of the model");
        bestParameters = Collections.unmodifiableMap(new LinkedHashMap<>(bestParameters));
    }

    /**
     * Creates a checkpoint without a best model beside the current one.
     *
     * @param run as for {@link #run()}
     * @param progress as for {@link #progress()}
     * @param failures as for {@link #failures()}
     * @param parameters as for {@link #parameters()}
     * @param optimizer as for {@link #optimizer()}
     */
    public RunCheckpoint(
            RunDescription run,
            TrainingProgress progress,
            int failures,
            Map<String, Tensor> parameters,
            OptimizerState optimizer) {
        this(run, progress, failures, parameters, optimizer, Map.of());
    }

    /**
     * Refuses to train on from here where a budget is used up already, as budgets count from the first beginning. A budget of
     * flops is not looked at: only an open model knows its own; nor is one of targets where an earlier version has not counted them.
     *
     * @param config of the training that is to go on
     * @param protocol of that training, which says whether evaluation counts as training time
     * @param positions T, the tokens of an example
     * @throws ConfigException naming the step and the budget
     */
    public void requireBudgetLeft(TrainingConfig config, Protocol protocol, int positions) {
        Budget.beforeTheModelIsOpen(config, positions)
                .requireLeft(progress, progress.countedTargets().orElse(0), protocol);
    }
}
