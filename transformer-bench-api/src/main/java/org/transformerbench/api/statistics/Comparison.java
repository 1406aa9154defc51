package org.transformerbench.api.statistics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.tuning.ModelTuning;

/**
 * Results grouped by repetition, with the best group of each model, the differences between models, and a {@linkplain #recommendation
 * recommendation}.
 */
public final class Comparison {
    private static final double USUAL_TARGET = 0.995;

    private final List<RunGroup> groups;
    private final Map<String, Integer> tried;
    private final Optional<SequentialSeeds> seeds;
    private final List<ModelTuning> tunings;
    private final Map<RunGroup, List<ModelTuning>> tuningsByGroup = new IdentityHashMap<>();
    /** The differences that have been tested already. */
    private final Map<Judgement, List<PairedDifference>> differences = new ConcurrentHashMap<>();

    private Comparison(
            List<RunGroup> groups,
            Map<String, Integer> tried,
            Optional<SequentialSeeds> seeds,
            List<ModelTuning> tunings) {
        this.groups = List.copyOf(groups);
        this.tried = Map.copyOf(tried);
        this.seeds = seeds;
        for (RunGroup group : groups) {
            // The runs of a group differ in their seeds alone.
            RunSpec spec = group.runs().get(0).spec();
            tuningsByGroup.put(
                    group, tunings.stream().filter(tuning -> tuning.chose(spec)).toList());
        }
        this.tunings = groups.stream()
                .flatMap(group -> tunings(group).stream())
                .distinct()
                .toList();
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
        return new Comparison(groups, Map.of(), Optional.empty(), List.of());
    }

    /**
     * Sets how many configurations of each model an equal tuning has tried, whose runs are not among the results. Without it, the
     * learning rates and other settings among the results count.
     *
     * @param triedByModel the model's id to a number of at least 1
     * @return a changed copy
     */
    public Comparison withTried(Map<String, Integer> triedByModel) {
        triedByModel.forEach((model, number) -> Require.atLeast("tried of " + model, number, 1));
        return new Comparison(groups, triedByModel, seeds, tunings);
    }

    /**
     * Sets the tunings that chose the values of runs. Each counts for the runs that it {@linkplain ModelTuning#chose chose}, so that
     * those of several searches of one model are told apart.
     *
     * @param all of any studies; those that chose none of the runs are left out
     * @return a changed copy
     */
    public Comparison withTunings(List<ModelTuning> all) {
        return new Comparison(groups, tried, seeds, all);
    }

    /**
     * Returns the tunings that chose the values of runs.
     *
     * @return in the order of their groups
     */
    public List<ModelTuning> tunings() {
        return tunings;
    }

    /**
     * Returns the tunings that chose the values of a group.
     *
     * @param group one of {@link #groups()}
     * @return usually one at most
     */
    public List<ModelTuning> tunings(RunGroup group) {
        return tuningsByGroup.getOrDefault(group, List.of());
    }

    /**
     * Sets the rule by which seeds were added, so that verdicts are corrected for looking repeatedly.
     *
     * @param rule by which the last seed was added
     * @return a changed copy
     */
    public Comparison withSeeds(SequentialSeeds rule) {
        return new Comparison(groups, tried, Optional.of(rule), tunings);
    }

    /**
     * Returns the rule by which seeds were added.
     *
     * @return empty if their number was fixed beforehand
     */
    public Optional<SequentialSeeds> seeds() {
        return seeds;
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

    /**
     * Returns the best group of each model, configuration, trainer and budget; usually groups differ in the learning rate. It is chosen
     * by {@link #choosingMetric}. A group that is not {@linkplain RunGroup#allSucceeded() successful} is chosen only if there is no
     * other.
     *
     * @param scope one of {@link #scopes()}
     * @return one group per candidate
     */
    public List<RunGroup> best(ComparisonScope scope) {
        return choice(scope).best();
    }

    /**
     * Returns the metric that chooses between the learning rates of a model: that by which models are judged, on validation data.
     *
     * @param scope one of {@link #scopes()}
     * @return validation exact match where runs are judged by exact match and all have it; else validation loss; where no validation
     *     data is set apart, as in the notebook, {@link #primaryMetric} on test data
     */
    public Metric choosingMetric(ComparisonScope scope) {
        return choice(scope).metric();
    }

    private GroupChoice choice(ComparisonScope scope) {
        return GroupChoice.judgedBy(groups(scope), primaryMetric(scope));
    }

    /**
     * Returns the best groups that have a finite result, the best first. Those with a run that diverged, failed or ended worse than
     * guessing come after all others.
     *
     * @param scope one of {@link #scopes()}
     * @return by {@link #primaryMetric}
     */
    public List<RunGroup> ranked(ComparisonScope scope) {
        Metric metric = primaryMetric(scope);
        ToDoubleFunction<RunGroup> badness = group -> group.estimate(metric)
                .map(estimate -> metric.higherIsBetter() ? -estimate.mean() : estimate.mean())
                .orElse(Double.NaN);
        return best(scope).stream()
                .filter(group -> Double.isFinite(badness.applyAsDouble(group)))
                .sorted(Comparator.comparing((RunGroup group) -> !group.allSucceeded())
                        .thenComparingDouble(badness))
                .toList();
    }

    /**
     * Returns the accuracy that runs should reach, by which they count as a success.
     *
     * @param scope one of {@link #scopes()}
     * @return the highest at which one of them was to stop; else 0.995 where there are whole answers that only a model gives; empty for
     *     running text, and where reference lines answer too, as for classes: nearly all answers are nobody's aim then
     */
    public OptionalDouble target(ComparisonScope scope) {
        OptionalDouble stop = groups(scope).stream()
                .map(group -> group.key().training().path("stopAccuracy"))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::asDouble)
                .max();
        if (stop.isPresent()) {
            return stop;
        }
        List<RunResult> runs =
                groups(scope).stream().flatMap(group -> group.runs().stream()).toList();
        boolean answers =
                runs.stream().anyMatch(run -> Metric.EXACT_MATCH.of(run).isPresent());
        boolean linesAnswer = runs.stream()
                .flatMap(run -> run.measurements().references().stream())
                .anyMatch(line -> line.exactMatch().isPresent());
        return answers && !linesAnswer ? OptionalDouble.of(USUAL_TARGET) : OptionalDouble.empty();
    }

    /**
     * Returns how many runs of a group are a success.
     *
     * @param group one of {@link #groups()}
     * @return those that reached the {@link #target} of its scope; empty where there is none, or models are not judged by answers
     */
    public Optional<SuccessRate> successRate(RunGroup group) {
        OptionalDouble target = target(group.key().scope());
        boolean answers = primaryMetric(group.key().scope()) == Metric.EXACT_MATCH;
        return target.isPresent() && answers
                ? group.timeTo(target.getAsDouble()).successRate()
                : Optional.empty();
    }

    /**
     * Returns what a group was given.
     *
     * @param group one of {@link #groups()}
     * @return its budget, and how many configurations of its training were tried
     */
    public Effort effort(RunGroup group) {
        Integer apart = tunings(group).stream()
                .map(ModelTuning::configurations)
                .max(Comparator.naturalOrder())
                .orElse(tried.get(group.key().model()));
        String budget = group.effort().budget();
        return apart != null
                ? new Effort(budget, apart, true)
                : new Effort(
                        budget,
                        GroupChoice.alternatives(groups(group.key().scope()), group)
                                .size(),
                        false);
    }

    /**
     * Returns how much the learning rate matters to the model of a group.
     *
     * @param group one of {@link #best}
     * @return over a decade of rates around its own; empty where no two rates within a decade were tried
     */
    public Optional<RateStability> rateStability(RunGroup group) {
        ComparisonScope scope = group.key().scope();
        return GroupChoice.rateStability(GroupChoice.alternatives(groups(scope), group), group, choosingMetric(scope));
    }

    /**
     * Returns the differences between the best groups of a scope, each pair once. Their p-values are corrected by Holm over all pairs
     * that are comparable.
     *
     * @param scope one of {@link #scopes()}
     * @param metric what is compared
     * @return pairs that have a seed with this metric in common, over those seeds; {@linkplain RunGroup#successfulRuns() successful} runs
     *     alone, and those of a seed that were made with different data are no pair
     */
    public List<PairedDifference> differences(ComparisonScope scope, Metric metric) {
        return differences.computeIfAbsent(new Judgement(scope, metric), this::differences);
    }

    private record Judgement(ComparisonScope scope, Metric metric) {}

    private List<PairedDifference> differences(Judgement judgement) {
        ComparisonScope scope = judgement.scope();
        Metric metric = judgement.metric();
        List<RunGroup> best = best(scope);
        List<Pairing> pairings = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            for (int j = i + 1; j < best.size(); j++) {
                if (!GroupChoice.sameCandidate(best.get(i), best.get(j))) {
                    Pairing.of(this, best.get(i), best.get(j), metric).ifPresent(pairings::add);
                }
            }
        }
        return Pairing.tested(pairings, seeds.map(SequentialSeeds::level).orElse(PairTest.ERROR_RATE));
    }

    /**
     * Returns whether runs have the same data by checksum: the data of one seed differs only if its source has changed in
     * between.
     */
    static boolean sameData(RunResult one, RunResult other) {
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
     * @return exact match where a run that came to its end has whole answers, else the test loss; where models predict different
     *     targets and all have scored those with a full context apart, the loss on these
     */
    public Metric primaryMetric(ComparisonScope scope) {
        List<RunResult> runs = groups(scope).stream()
                .flatMap(group -> group.successfulRuns().stream())
                .toList();
        if (runs.stream().anyMatch(run -> Metric.EXACT_MATCH.of(run).isPresent())) {
            return Metric.EXACT_MATCH;
        }
        boolean differentTargets = runs.stream()
                        .flatMap(run -> run.measurements().lastEvaluation().test().stream())
                        .map(Metrics::scored)
                        .distinct()
                        .count()
                > 1;
        boolean shared = runs.stream()
                .filter(run -> Metric.TEST_LOSS.of(run).isPresent())
                .allMatch(run -> Metric.FULL_CONTEXT_LOSS.of(run).isPresent());
        return differentTargets && shared ? Metric.FULL_CONTEXT_LOSS : Metric.TEST_LOSS;
    }

    /**
     * Returns quality and cost of the models.
     *
     * @param scope one of {@link #scopes()}
     * @return those of {@link #ranked}, in this order
     */
    public List<ModelCost> costs(ComparisonScope scope) {
        return ModelCost.of(ranked(scope), primaryMetric(scope));
    }

    /**
     * Returns which model to take.
     *
     * @param scope one of {@link #scopes()}
     * @return the recommendation, whose {@link Recommendation#text()} is the text with which reports end; empty if no run has a
     *     result
     */
    public Optional<Recommendation> recommendation(ComparisonScope scope) {
        return new Recommender(this, scope).recommendation();
    }

    /**
     * Returns one sentence per pair of models.
     *
     * @param scope one of {@link #scopes()}
     * @return verdicts by {@link #primaryMetric}, those with a better side first
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
