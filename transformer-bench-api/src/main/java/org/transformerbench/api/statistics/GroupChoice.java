package org.transformerbench.api.statistics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.result.RunResult;

/**
 * The choice of the best group of each candidate.
 *
 * @param groups of one scope
 * @param metric that chooses
 */
record GroupChoice(List<RunGroup> groups, Metric metric) {
    private static final double DECADE = 10;

    /** Rates that were written as decimals are a decade apart but for rounding. */
    private static final double ROUNDING = 1e-9;

    private record Candidate(String model, ObjectNode modelConfig, String trainer, String budget) {
        static Candidate of(RunGroup group) {
            RunGroup.Key key = group.key();
            return new Candidate(
                    key.model(),
                    key.modelConfig(),
                    key.trainer(),
                    group.effort().budget());
        }

        boolean sameModel(Candidate other) {
            return model.equals(other.model) && modelConfig.equals(other.modelConfig) && trainer.equals(other.trainer);
        }
    }

    /** Chooses by validation data what is judged on test data. */
    static GroupChoice judgedBy(List<RunGroup> groups, Metric judge) {
        List<RunResult> runs = groups.stream()
                .flatMap(group -> group.successfulRuns().stream())
                .toList();
        boolean answers = judge == Metric.EXACT_MATCH
                && runs.stream()
                        .allMatch(run -> Metric.VALIDATION_EXACT_MATCH.of(run).isPresent());
        boolean validation =
                runs.stream().anyMatch(run -> Metric.VALIDATION_LOSS.of(run).isPresent());
        return new GroupChoice(
                groups, answers ? Metric.VALIDATION_EXACT_MATCH : validation ? Metric.VALIDATION_LOSS : judge);
    }

    /** Returns one group per candidate, in the order of their first results. */
    List<RunGroup> best() {
        // Whole answers are all right or all wrong with many rates: then the loss says more.
        Comparator<RunGroup> order = Comparator.comparing((RunGroup group) -> !group.allSucceeded())
                .thenComparingDouble(group -> badness(group, metric))
                .thenComparingDouble(group -> badness(group, Metric.VALIDATION_LOSS));
        Map<Candidate, RunGroup> best = new LinkedHashMap<>();
        for (RunGroup group : groups) {
            best.merge(Candidate.of(group), group, (one, other) -> order.compare(other, one) < 0 ? other : one);
        }
        return List.copyOf(best.values());
    }

    private static double badness(RunGroup group, Metric metric) {
        return group.estimate(metric)
                .map(Estimate::mean)
                .map(mean -> metric.higherIsBetter() ? -mean : mean)
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Returns whether two groups differ in their training at most. */
    static boolean sameCandidate(RunGroup one, RunGroup other) {
        return Candidate.of(one).sameModel(Candidate.of(other));
    }

    /** Returns the groups among which one was chosen, itself too. */
    static List<RunGroup> alternatives(List<RunGroup> groups, RunGroup chosen) {
        Candidate candidate = Candidate.of(chosen);
        return groups.stream()
                .filter(group -> Candidate.of(group).equals(candidate))
                .toList();
    }

    /**
     * Returns the spread over the decade of learning rates that holds that of the chosen group and the most others, of several the one
     * with the lowest rates; all else is as in the chosen group.
     */
    static Optional<RateStability> rateStability(List<RunGroup> alternatives, RunGroup chosen, Metric metric) {
        List<RunGroup> rates = alternatives.stream()
                .filter(group -> group.key().training().equals(chosen.key().training()))
                .sorted(Comparator.comparingDouble(group -> group.key().learningRate()))
                .toList();
        double rate = chosen.key().learningRate();
        return rates.stream()
                .filter(lowest -> lowest.key().learningRate() <= rate
                        && rate <= lowest.key().learningRate() * DECADE * (1 + ROUNDING))
                .map(lowest -> decade(rates, lowest.key().learningRate()))
                .filter(decade -> decade.size() > 1)
                .reduce((one, later) -> later.size() > one.size() ? later : one)
                .map(decade -> spread(decade, metric));
    }

    private static List<RunGroup> decade(List<RunGroup> rates, double lowest) {
        return rates.stream()
                .filter(group -> group.key().learningRate() >= lowest
                        && group.key().learningRate() <= lowest * DECADE * (1 + ROUNDING))
                .toList();
    }

    private static RateStability spread(List<RunGroup> decade, Metric metric) {
        DoubleSummaryStatistics outcomes = decade.stream()
                .mapToDouble(group -> group.estimate(metric)
                        .map(Estimate::mean)
                        .orElse(metric.higherIsBetter() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY))
                .summaryStatistics();
        boolean higher = metric.higherIsBetter();
        return new RateStability(
                metric,
                decade.size(),
                decade.get(0).key().learningRate(),
                decade.get(decade.size() - 1).key().learningRate(),
                higher ? outcomes.getMax() : outcomes.getMin(),
                higher ? outcomes.getMin() : outcomes.getMax());
    }
}
