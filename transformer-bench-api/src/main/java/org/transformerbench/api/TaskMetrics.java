package org.transformerbench.api;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.Require;

/**
 * The metrics by which a task itself judges a trained model on its test data.
 *
 * @param values numbers, in the order in which a report lists them
 * @param confusion which class was taken for which; empty where there are no classes
 */
public record TaskMetrics(List<TaskMetric> values, Optional<ConfusionMatrix> confusion) {
    public TaskMetrics {
        Require.eachGiven("values", values);
        Require.given("confusion", confusion);
        values = List.copyOf(values);
    }
}
