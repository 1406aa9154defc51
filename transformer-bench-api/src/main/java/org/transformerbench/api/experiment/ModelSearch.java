package org.transformerbench.api.experiment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.CanonicalJson;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.tuning.Candidates;
import org.transformerbench.api.tuning.SearchRange;
import org.transformerbench.api.tuning.SearchSpace;
import org.transformerbench.api.tuning.TuningPlan;

/**
 * The search of one model: what is searched, and which run each configuration is. Values that somebody has set are not searched.
 */
final class ModelSearch<C extends Record> {
    private static final String WARM_UP = "warmupSteps";

    /** So many configurations are looked at, if the smallest is too large or not valid, before a limit is said to be too low. */
    private static final int SIZES_LOOKED_AT = 20;

    private final RunPlan<C> base;
    private final TuningPlan plan;
    private final SearchSpace space;
    private final Candidates candidates;
    private final Configs configs = new Configs();
    private final Map<ObjectNode, Boolean> fitting = new HashMap<>();

    /**
     * @param base the run with the values that are not searched
     * @throws ConfigException if the space, or what narrows it, is not valid
     */
    ModelSearch(Experiment experiment, TuningPlan plan, RunPlan<C> base) {
        this.base = base;
        this.plan = plan;
        this.space = space(experiment);
        this.candidates =
                new Candidates(space, new SeedStreams(plan.seed()).stream("tuning/" + model().id()), this::accepts);
    }

    private Model<C> model() {
        return base.model();
    }

    private SearchSpace space(Experiment experiment) {
        String id = model().id();
        SearchSpace declared = CheckedPlugin.given(
                model(), "searchSpace", model().searchSpace(base.trainingSpec().shape()));
        List<String> known = new ArrayList<>(Configs.keys(TrainingConfig.class));
        known.addAll(Configs.keys(model().configType()));
        declared.ranges().keySet().forEach(key -> {
            if (!known.contains(key)) {
                throw new ConfigException("Unknown key '" + key + "' in the search space of '" + id + "'; known: "
                        + String.join(", ", known));
            }
        });
        SearchSpace searched = plan.searchesSizes() ? declared : declared.without(declared.sizes());
        searched = searched.without(chosen(experiment));
        searched = withoutLongWarmUps(searched, experiment.training());
        for (Map.Entry<String, String> part : plan.ranges().entrySet()) {
            String key = part.getKey();
            if (key.startsWith(id + ".")) {
                searched = narrowed(searched, key.substring(id.length() + 1), part.getValue());
            } else if (searched.ranges().containsKey(key)) {
                searched = narrowed(searched, key, part.getValue());
            }
        }
        if (searched.ranges().isEmpty()) {
            throw new ConfigException("tuning: nothing is left to search for '" + id + "', all its values are set");
        }
        return searched;
    }

    private static SearchSpace narrowed(SearchSpace space, String key, String range) {
        try {
            return space.narrowed(key, range);
        } catch (ConfigException e) {
            throw new ConfigException("tuning.ranges: " + e.getMessage(), e);
        }
    }

    /** Returns the names of the values that somebody has chosen. */
    private List<String> chosen(Experiment experiment) {
        List<String> chosen = new ArrayList<>();
        experiment.settings().keySet().forEach(key -> {
            int dot = key.indexOf('.');
            String owner = dot < 0 ? "" : key.substring(0, dot);
            if (owner.isEmpty() || owner.equals(Settings.TRAINING) || owner.equals(model().id())) {
                chosen.add(key.substring(dot + 1));
            }
        });
        Map<String, String> defaults = configs.texts(TrainingConfig.defaults());
        configs.texts(experiment.training()).forEach((key, value) -> {
            if (!value.equals(defaults.get(key)) && !key.equals("learningRate")) {
                chosen.add(key);
            }
        });
        return chosen;
    }

    /** A warm-up of more than a quarter of the steps is no warm-up. */
    private static SearchSpace withoutLongWarmUps(SearchSpace space, TrainingConfig training) {
        OptionalLong steps = training.maxSteps();
        if (steps.isEmpty() || !(space.ranges().get(WARM_UP) instanceof SearchRange.Choices choices)) {
            return space;
        }
        String[] some = choices.values().stream()
                .filter(value -> Long.parseLong(value) <= steps.getAsLong() / 4)
                .toArray(String[]::new);
        return some.length == 0 ? space.without(List.of(WARM_UP)) : space.with(WARM_UP, SearchRange.choices(some));
    }

    SearchSpace space() {
        return space;
    }

    /** Returns what all trials of this search have in common, so that those of another one are not taken for them. */
    String id(double[] shares) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("run", base.spec().hash());
        all.put("space", space.toString());
        all.put("limits", plan.maxParameters() + " " + plan.maxFlops());
        all.put("seed", plan.seed());
        all.put("fingerprints", base.fingerprints().toString());
        StringBuilder rungs = new StringBuilder();
        for (double share : shares) {
            rungs.append(share).append(' ');
        }
        all.put("rungs", rungs.toString());
        return CanonicalJson.id(all);
    }

    /** Returns the values of a configuration; empty if there are no more. */
    Optional<Map<String, String>> values(int candidate) {
        return candidates.get(candidate);
    }

    /** Returns where the values lie in their ranges, without those that have no order. */
    Map<String, Double> places(Map<String, String> values) {
        Map<String, Double> places = new LinkedHashMap<>();
        values.forEach((key, value) -> space.ranges().get(key).place(value).ifPresent(place -> places.put(key, place)));
        return places;
    }

    /** Returns the run of a configuration with the full budget; neither accuracy nor patience ends it before. */
    RunSpec spec(Map<String, String> values) {
        RunSpec chosen = chosen(values);
        return chosen.withTrainingConfig(
                chosen.trainingConfig().with(Map.of("stopAccuracy", Configs.NONE, "patience", Configs.NONE)));
    }

    /** Returns the run of a configuration as it is made if it is chosen. */
    RunSpec chosen(Map<String, String> values) {
        Map<String, String> training = ofTraining(values);
        Map<String, String> model = new LinkedHashMap<>(values);
        model.keySet().removeAll(training.keySet());
        C config = configs.with(base.trainingSpec().config(), model);
        return base.spec().withTrainingConfig(base.training().with(training)).withModelConfig(configs.write(config));
    }

    /** Returns the values that belong to the training; the others are the model's. */
    private static Map<String, String> ofTraining(Map<String, String> values) {
        Map<String, String> training = new LinkedHashMap<>(values);
        training.keySet().retainAll(Configs.keys(TrainingConfig.class));
        return training;
    }

    private boolean accepts(Map<String, String> values) {
        if (!isValid(values)) {
            return false;
        }
        RunSpec spec = spec(values);
        return !plan.searchesSizes() || fitting.computeIfAbsent(spec.modelConfig(), config -> fits(size(spec)));
    }

    /** The size of a configuration: parameters, and flops per example if they are limited. */
    private record Size(long parameters, OptionalLong flops) {}

    /**
     * Checks that the limits leave room for the smallest configuration: all values that decide on the size at their lower ends, or if
     * that is not valid or not the smallest, one of some others.
     *
     * @throws ConfigException if they do not; the message names the least size that was found
     */
    void requireSize() {
        if (!plan.searchesSizes()) {
            return;
        }
        List<Size> sizes = new ArrayList<>();
        Map<String, String> smallest = new LinkedHashMap<>();
        space.ranges().forEach((key, range) -> smallest.put(key, range.least()));
        if (space.allows(smallest) && isValid(smallest)) {
            sizes.add(size(spec(smallest)));
        }
        Candidates some = new Candidates(space, new SeedStreams(plan.seed()).stream("tuning/sizes"), this::isValid);
        Set<ObjectNode> seen = new HashSet<>();
        for (int i = 0; i < SIZES_LOOKED_AT && sizes.stream().noneMatch(this::fits); i++) {
            some.get(i)
                    .map(this::spec)
                    .filter(spec -> seen.add(spec.modelConfig()))
                    .ifPresent(spec -> sizes.add(size(spec)));
        }
        if (sizes.stream().anyMatch(this::fits)) {
            return;
        }
        requireLeast(
                "maxParameters",
                plan.maxParameters(),
                sizes.stream().mapToLong(Size::parameters).min());
        requireLeast(
                "maxFlops",
                plan.maxFlops(),
                sizes.stream().flatMapToLong(size -> size.flops().stream()).min());
    }

    private void requireLeast(String field, OptionalLong limit, OptionalLong least) {
        if (limit.isPresent() && least.isPresent()) {
            Require.that(
                    limit.getAsLong() >= least.getAsLong(),
                    "tuning." + field,
                    limit.getAsLong(),
                    "must be at least %d, as the smallest configuration of '%s' that is searched has",
                    least.getAsLong(),
                    model().id());
        }
    }

    private boolean isValid(Map<String, String> values) {
        try {
            spec(values);
            return true;
        } catch (ConfigException e) {
            return false; // The configuration checks what must hold between its values.
        }
    }

    private boolean fits(Size size) {
        boolean few = plan.maxParameters().isEmpty()
                || size.parameters() <= plan.maxParameters().getAsLong();
        return few
                && (plan.maxFlops().isEmpty()
                        || size.flops().orElseThrow() <= plan.maxFlops().getAsLong());
    }

    private Size size(RunSpec spec) {
        C config = configs.read(spec.modelConfig(), model().configType());
        TrainingSession session = base.trainer()
                .withThreads(1)
                .open(Settings.spec(
                        model(),
                        shape -> config,
                        base.data(),
                        base.targets(),
                        spec.trainingConfig().optimizer(),
                        spec.seed()));
        try {
            OptionalLong flops = plan.maxFlops().isEmpty() ? OptionalLong.empty() : session.flopsPerExample();
            if (plan.maxFlops().isPresent() && flops.isEmpty()) {
                throw new ConfigException("tuning: maxFlops needs a trainer that can tell its flops, and '"
                        + base.spec().trainer() + "' cannot");
            }
            return new Size(session.parameterCount(), flops);
        } finally {
            session.close();
        }
    }

    /**
     * Returns the experiment of one model with the values that were chosen for it.
     *
     * @param own the settings that the model has a part in
     */
    static Experiment with(Experiment experiment, String model, Map<String, String> own, Map<String, String> values) {
        Map<String, String> training = ofTraining(values);
        Map<String, String> settings = new LinkedHashMap<>(own);
        values.forEach((key, value) -> {
            if (!training.containsKey(key)) {
                settings.put(model + "." + key, value);
            }
        });
        TrainingConfig config = experiment.training().with(training);
        double rate = values.containsKey("learningRate")
                ? config.learningRate()
                : experiment.learningRates().get(0);
        return new Experiment(
                experiment.task(),
                List.of(model),
                List.of(rate),
                experiment.seeds(),
                experiment.trainer(),
                experiment.protocol(),
                config.withLearningRate(rate),
                settings,
                Optional.empty(),
                experiment.mostSeeds());
    }
}
