package org.transformerbench.api.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.statistics.Recommendation.Choice;
import org.transformerbench.api.statistics.Recommendation.Sureness;

/** The choice of the model to take in one scope. */
final class Recommender {
    private final Comparison comparison;
    private final ComparisonScope scope;
    private final Metric metric;
    private final List<PairedDifference> pairs;

    Recommender(Comparison comparison, ComparisonScope scope) {
        this.comparison = comparison;
        this.scope = scope;
        this.metric = comparison.primaryMetric(scope);
        this.pairs = comparison.differences(scope, metric);
    }

    Optional<Recommendation> recommendation() {
        List<ModelCost> costs = comparison.costs(scope);
        if (costs.isEmpty()) {
            return Optional.empty();
        }
        ModelCost taken = costs.stream()
                .filter(cost -> cost == costs.get(0)
                        || asGood(cost.group(), costs.get(0).group()))
                .min(Comparator.comparingDouble(ModelCost::trainingSeconds))
                .orElseThrow();
        Optional<ModelCost> rival = costs.stream()
                .filter(cost ->
                        cost != taken && pair(cost.group(), taken.group()).isPresent())
                .findFirst();
        return Optional.of(new Recommendation(
                metric,
                choice(taken),
                rival.map(this::choice),
                sureness(taken.group()),
                taken.group().unbeatenReferences().stream()
                        .map(ReferenceLine::name)
                        .toList(),
                closestReference(taken.group())));
    }

    private Choice choice(ModelCost cost) {
        RunGroup group = cost.group();
        return new Choice(
                comparison.name(group),
                group.key().learningRate(),
                cost.quality(),
                group.values(metric).length,
                group.runs().size(),
                group.isBimodal(metric),
                comparison.successRate(group),
                comparison.effort(group),
                cost.trainingSeconds(),
                cost.parameters(),
                cost.answerMicros());
    }

    private Optional<PairedDifference> pair(RunGroup one, RunGroup other) {
        return pairs.stream().filter(pair -> pair.between(one, other)).findFirst();
    }

    /** Returns whether two models are equal on every seed, or on all test items together but for chance. */
    private boolean asGood(RunGroup one, RunGroup other) {
        return pair(one, other).filter(Recommender::asGood).isPresent();
    }

    private static boolean asGood(PairedDifference pair) {
        boolean equal = pair.test().firstBetter() + pair.test().secondBetter() == 0;
        boolean chance = pair.test().items().filter(items -> items.contains(0)).isPresent();
        return pair.comparable() && pair.first().allSucceeded() == pair.second().allSucceeded() && (equal || chance);
    }

    private Sureness sureness(RunGroup taken) {
        List<String> worse = new ArrayList<>();
        List<String> asGood = new ArrayList<>();
        List<String> open = new ArrayList<>();
        List<String> incomparable = new ArrayList<>();
        List<PairedDifference> undecided = new ArrayList<>();
        double pValue = 0;
        int seeds = Integer.MAX_VALUE;
        for (PairedDifference pair : pairs) {
            if (pair.first() != taken && pair.second() != taken) {
                continue;
            }
            String other = comparison.name(pair.first() == taken ? pair.second() : pair.first());
            if (!pair.comparable()) {
                incomparable.add(other);
            } else if (pair.better().filter(better -> better == taken).isPresent()) {
                worse.add(other);
                pValue = Math.max(pValue, pair.test().pValue());
                seeds = Math.min(seeds, pair.difference().count());
            } else if (asGood(pair)) {
                asGood.add(other);
            } else {
                open.add(other);
                undecided.add(pair);
            }
        }
        List<OptionalLong> more =
                undecided.stream().map(PairedDifference::seedsToSettle).toList();
        return new Sureness(
                worse,
                worse.isEmpty() ? 0 : seeds,
                pValue,
                (int) pairs.stream().filter(PairedDifference::comparable).count(),
                asGood,
                open,
                undecided.stream()
                        .mapToInt(pair -> pair.difference().count())
                        .min()
                        .orElse(0),
                more.stream().allMatch(OptionalLong::isPresent)
                        ? more.stream().mapToLong(OptionalLong::getAsLong).max()
                        : OptionalLong.empty(),
                incomparable);
    }

    /** Returns the reference line that comes closest to a model: by exact match where both have one, else by loss. */
    private Optional<Recommendation.Reference> closestReference(RunGroup group) {
        List<ReferenceLine> lines = group.successfulRuns().stream()
                .map(run -> run.measurements().references())
                .filter(references -> !references.isEmpty())
                .findFirst()
                .orElse(List.of());
        Optional<Recommendation.Reference> exact = lines.stream()
                .filter(line ->
                        metric == Metric.EXACT_MATCH && line.exactMatch().isPresent())
                .max(Comparator.comparingDouble(line -> line.exactMatch().getAsDouble()))
                .map(line -> new Recommendation.Reference(
                        line.name(), metric.displayName(), line.exactMatch().getAsDouble()));
        return exact.or(() -> lines.stream()
                .min(Comparator.comparingDouble(ReferenceLine::loss))
                .map(line -> new Recommendation.Reference(line.name(), "loss", line.loss())));
    }
}
