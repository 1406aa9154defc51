package org.transformerbench.api.statistics;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.result.Percentiles;
import org.transformerbench.api.result.RunResult;

/**
 * The quality of a model and what it costs, means over seeds.
 *
 * @param group of its runs
 * @param quality by the metric that models are judged by
 * @param trainingSeconds time of its training
 * @param answerMicros median time of an answer in microseconds, with a cache if it has one; empty if it was not measured
 * @param parameters the number of trained values
 * @param efficient whether no other model is at least as good in all four and better in one: whether it is on the Pareto front
 */
public record ModelCost(
        RunGroup group,
        double quality,
        double trainingSeconds,
        OptionalDouble answerMicros,
        long parameters,
        boolean efficient) {

    public ModelCost {
        Require.given("group", group);
        Require.given("answerMicros", answerMicros);
    }

    /** Returns the costs of groups that have the metric, in their order. */
    static List<ModelCost> of(List<RunGroup> groups, Metric metric) {
        List<ModelCost> costs = groups.stream().map(group -> of(group, metric)).toList();
        boolean timed = costs.stream().allMatch(cost -> cost.answerMicros().isPresent());
        return costs.stream()
                .map(cost -> cost.efficient(
                        costs.stream().noneMatch(other -> other.dominates(cost, metric.higherIsBetter(), timed))))
                .toList();
    }

    private static ModelCost of(RunGroup group, Metric metric) {
        List<RunResult> runs = group.successfulRuns();
        OptionalLong parameters =
                runs.stream().mapToLong(run -> run.measurements().parameters()).max();
        return new ModelCost(
                group,
                group.estimate(metric).map(Estimate::mean).orElseThrow(),
                group.estimate(Metric.TRAINING_SECONDS).map(Estimate::mean).orElse(0.0),
                answerMicros(runs),
                parameters.orElse(0),
                true);
    }

    private static OptionalDouble answerMicros(List<RunResult> runs) {
        return runs.stream()
                .flatMap(run -> run.measurements().inference().stream())
                .map(speed -> speed.cachedAnswerMicros().orElse(speed.answerMicros()))
                .mapToDouble(Percentiles::p50)
                .average();
    }

    private ModelCost efficient(boolean value) {
        return new ModelCost(group, quality, trainingSeconds, answerMicros, parameters, value);
    }

    private boolean dominates(ModelCost other, boolean higherIsBetter, boolean timed) {
        double sign = higherIsBetter ? -1 : 1;
        double[] own = costs(sign, timed);
        double[] others = other.costs(sign, timed);
        return every(own.length, i -> own[i] <= others[i]) && !every(own.length, i -> own[i] >= others[i]);
    }

    private double[] costs(double sign, boolean timed) {
        return new double[] {sign * quality, trainingSeconds, parameters, timed ? answerMicros.orElse(0) : 0};
    }

    private static boolean every(int count, Predicate<Integer> holds) {
        for (int i = 0; i < count; i++) {
            if (!holds.test(i)) {
                return false;
            }
        }
        return true;
    }
}
