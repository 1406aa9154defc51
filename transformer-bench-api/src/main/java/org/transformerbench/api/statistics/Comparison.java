package org.transformerbench.api.statistics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.RunResult;

/** Results grouped by repetition, with the best group of each model and the differences between models. */
public final class Comparison {
    private final List<RunGroup> groups;

    private Comparison(List<RunGroup> groups) {
        this.groups = List.copyOf(groups);
    }

    /**
     * Groups results.
     *
     * @param results of any experiments; where a run was made twice, the later one counts
     * @return the comparison; empty for no results
     */
    public static Comparison of(List<RunResult> results) {
        Map<RunGroup.Key, Map<Long, RunResult>> bySeed = new LinkedHashMap<>();
        for (RunResult result : results) {
            bySeed.computeIfAbsent(RunGroup.Key.of(result), key -> new LinkedHashMap<>())
                    .put(result.spec().seed(), result);
        }
        List<RunGroup> groups = new ArrayList<>();
        bySeed.forEach((key, runs) -> groups.add(new RunGroup(key, List.copyOf(runs.values()))));
        return new Comparison(groups);
    }

    /**
     * Returns all groups.
     *
     * @return in the order of their first result
     */
    public List<RunGroup> groups() {
        return groups;
    }

    /**
     * Returns the scopes in which runs are comparable: tasks with their data and rules.
     *
     * @return in the order of their first result
     */
    public List<ComparisonScope> scopes() {
        return List.copyOf(new LinkedHashSet<>(
                groups.stream().map(group -> group.key().scope()).toList()));
    }

    /**
     * Returns the groups of a scope.
     *
     * @param scope one of {@link #scopes()}
     * @return in order
     */
    public List<RunGroup> groups(ComparisonScope scope) {
        return groups.stream()
                .filter(group -> group.key().scope().equals(scope))
                .toList();
    }

    private record Candidate(String model, ObjectNode modelConfig, String trainer) {}

    /**
     * Returns the best group of each model and configuration; usually groups differ in the learning rate. It is chosen by the
     * mean loss on validation data; on test data where none was set apart, as the notebook did. A group that is not {@linkplain
     * RunGroup#allSucceeded() successful} is chosen only if there is no other.
     *
     * @param scope one of {@link #scopes()}
     * @return one group per model, configuration and trainer
     */
    public List<RunGroup> best(ComparisonScope scope) {
        Map<Candidate, RunGroup> best = new LinkedHashMap<>();
        for (RunGroup group : groups(scope)) {
            RunGroup.Key key = group.key();
            best.merge(
                    new Candidate(key.model(), key.modelConfig(), key.trainer()),
                    group,
                    (one, other) -> CHOICE.compare(other, one) < 0 ? other : one);
        }
        return List.copyOf(best.values());
    }

    private static final Comparator<RunGroup> CHOICE =
            Comparator.comparing((RunGroup group) -> !group.allSucceeded()).thenComparing(Comparison::choosingLoss);

    private static double choosingLoss(RunGroup group) {
        return group.estimate(Metric.VALIDATION_LOSS)
                .or(() -> group.estimate(Metric.TEST_LOSS))
                .map(Estimate::mean)
                .orElse(Double.POSITIVE_INFINITY);
    }

    /**
     * Returns the differences between the best groups of a scope, each pair once.
     *
     * @param scope one of {@link #scopes()}
     * @param metric what is compared
     * @return pairs that have a seed with this metric in common, over those seeds; {@linkplain RunGroup#successfulRuns() successful} runs
     *     alone, and those of a seed that were made with different data are no pair
     */
    public List<PairedDifference> differences(ComparisonScope scope, Metric metric) {
        List<RunGroup> best = best(scope);
        List<PairedDifference> differences = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            for (int j = i + 1; j < best.size(); j++) {
                difference(best.get(i), best.get(j), metric).ifPresent(differences::add);
            }
        }
        return differences;
    }

    private static Optional<PairedDifference> difference(RunGroup first, RunGroup second, Metric metric) {
        List<Double> differences = new ArrayList<>();
        for (RunResult one : first.successfulRuns()) {
            for (RunResult other : second.successfulRuns()) {
                OptionalDouble a = metric.of(one);
                OptionalDouble b = metric.of(other);
                if (one.spec().seed() == other.spec().seed()
                        && sameData(one, other)
                        && a.isPresent()
                        && b.isPresent()) {
                    differences.add(a.getAsDouble() - b.getAsDouble());
                }
            }
        }
        double[] values = differences.stream().mapToDouble(Double::doubleValue).toArray();
        return values.length == 0
                ? Optional.empty()
                : Optional.of(new PairedDifference(first, second, metric, Estimate.of(values)));
    }

    /**
     * Returns whether runs have the same data by checksum: the data of one seed differs only if its source has changed in
     * between.
     */
    private static boolean sameData(RunResult one, RunResult other) {
        Optional<String> data = one.provenance().fingerprints().flatMap(Fingerprints::data);
        Optional<String> others = other.provenance().fingerprints().flatMap(Fingerprints::data);
        return data.isEmpty() || others.isEmpty() || data.equals(others);
    }

    /**
     * Returns the seeds whose runs do not all have the same data, because its source has changed between them.
     *
     * @param scope one of {@link #scopes()}
     * @return in ascending order; none as a rule
     */
    public List<Long> seedsWithDifferentData(ComparisonScope scope) {
        List<RunResult> runs =
                groups(scope).stream().flatMap(group -> group.runs().stream()).toList();
        return runs.stream()
                .filter(run -> runs.stream()
                        .anyMatch(other -> other.spec().seed() == run.spec().seed() && !sameData(run, other)))
                .map(result -> result.spec().seed())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Returns the metric that a scope is judged by. The task decides, not how single runs ended.
     *
     * @param scope one of {@link #scopes()}
     * @return exact match where a run that came to its end has whole answers, else the test loss
     */
    public Metric primaryMetric(ComparisonScope scope) {
        boolean answers = groups(scope).stream()
                .flatMap(group -> group.successfulRuns().stream())
                .anyMatch(run -> Metric.EXACT_MATCH.of(run).isPresent());
        return answers ? Metric.EXACT_MATCH : Metric.TEST_LOSS;
    }

    /**
     * Returns one sentence per pair of models.
     *
     * @param scope one of {@link #scopes()}
     * @return verdicts by {@link #primaryMetric}, those that the intervals allow first
     */
    public List<String> verdicts(ComparisonScope scope) {
        return differences(scope, primaryMetric(scope)).stream()
                .sorted(Comparator.comparing(
                        (PairedDifference pair) -> pair.better().isEmpty()))
                .map(pair -> pair.verdict(name(pair.first()), name(pair.second())))
                .toList();
    }

    /**
     * Returns the name of a group among the best of its scope: the model's id, and what tells it from others of the same model: the
     * trainer, and the values in which configurations differ.
     *
     * @param group one of {@link #groups()}
     * @return for example {@code "mlp"}, or {@code "mlp (samediff, hiddenWidth 256)"} beside others
     */
    public String name(RunGroup group) {
        List<String> differing = differingSettings(group);
        String trainer = group.key().trainer();
        if (siblings(group).anyMatch(other -> !other.key().trainer().equals(trainer))) {
            differing.add(0, trainer);
        }
        return name(group, differing);
    }

    /**
     * Returns the name of a group where its trainer is named beside it, as in a column of its own.
     *
     * @param group one of {@link #groups()}
     * @return as {@link #name}, without the trainer
     */
    public String modelName(RunGroup group) {
        return name(group, differingSettings(group));
    }

    private static String name(RunGroup group, List<String> differing) {
        String model = group.key().model();
        return differing.isEmpty() ? model : model + " (" + String.join(", ", differing) + ")";
    }

    private List<String> differingSettings(RunGroup group) {
        List<ObjectNode> siblings = siblings(group)
                .map(other -> other.key().modelConfig())
                .distinct()
                .toList();
        List<String> differing = new ArrayList<>();
        group.key().modelConfig().properties().stream()
                .filter(value ->
                        siblings.stream().anyMatch(other -> !value.getValue().equals(other.get(value.getKey()))))
                .forEach(value -> differing.add(value.getKey() + " " + Configs.text(value.getValue())));
        return differing;
    }

    /** Returns all groups of the same model in the same scope. */
    private Stream<RunGroup> siblings(RunGroup group) {
        return groups(group.key().scope()).stream()
                .filter(other -> other.key().model().equals(group.key().model()));
    }
}
