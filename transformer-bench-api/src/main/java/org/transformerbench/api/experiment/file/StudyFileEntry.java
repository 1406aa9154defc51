package org.transformerbench.api.experiment.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.statistics.SequentialSeeds;

/** One experiment of a file. */
final class StudyFileEntry {
    private static final String LEARNING_RATE = "learningRate";
    private static final List<String> KEYS = List.of(
            "task",
            "models",
            "learningRates",
            "seeds",
            "mostSeeds",
            "trainer",
            "protocol",
            "training",
            "settings",
            "tuning");
    private static final List<String> BUDGETS = List.of("maxSteps", "maxTime", "maxTokens", "maxTargets", "maxFlops");

    private StudyFileEntry() {}

    static Experiment read(ConfigNode entry) {
        entry.requireOnlyKeys(KEYS);
        Experiment.Builder experiment = Experiment.on(entry.required("task").text());
        entry.optional("models")
                .ifPresent(
                        place -> experiment.models(list(place, ConfigNode::text).toArray(String[]::new)));
        entry.optional("learningRates")
                .ifPresent(place -> experiment.learningRates(list(place, StudyFileEntry::learningRate).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray()));
        seeds(entry, experiment);
        entry.optional("trainer").ifPresent(place -> experiment.trainer(place.text()));
        Protocol protocol = entry.optional("protocol")
                .map(place -> at(place.path(), () -> Protocol.named(place.text())))
                .orElseGet(Protocol::strict);
        experiment.protocol(protocol);
        entry.optional("training").ifPresent(place -> experiment.training(training(place, protocol)));
        entry.optional("settings").ifPresent(place -> place.values(true).forEach(experiment::set));
        entry.optional("tuning").ifPresent(place -> experiment.tuning(TuningEntry.read(place)));
        return at(entry.path(), experiment::build);
    }

    private static void seeds(ConfigNode entry, Experiment.Builder experiment) {
        Optional<ConfigNode> seeds = entry.optional("seeds");
        Optional<ConfigNode> most = entry.optional("mostSeeds");
        if (seeds.isPresent() && seeds.get().node().isTextual()) {
            requireUntilDecided(seeds.get());
            experiment.seedsUntilDecided(
                    most.map(StudyFileEntry::mostSeeds).orElse(SequentialSeeds.DEFAULT_MOST_SEEDS));
            return;
        }
        most.ifPresent(place -> {
            throw place.wrong("has no effect; use it with seeds: " + SequentialSeeds.UNTIL_DECIDED);
        });
        seeds.ifPresent(place -> experiment.seeds(list(place, ConfigNode::wholeNumber).stream()
                .mapToLong(Long::longValue)
                .toArray()));
    }

    private static void requireUntilDecided(ConfigNode place) {
        String text = place.text();
        if (!text.equals(SequentialSeeds.UNTIL_DECIDED)) {
            throw place.wrong("must be a list of whole numbers, or " + SequentialSeeds.UNTIL_DECIDED
                    + Suggestion.didYouMean(text, List.of(SequentialSeeds.UNTIL_DECIDED)));
        }
    }

    private static int mostSeeds(ConfigNode place) {
        long number = place.wholeNumber();
        // The least follows from the number of models, which the experiment knows.
        if (number != (int) number) {
            throw place.wrong("must be a number of seeds up to " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    private static <N> List<N> list(ConfigNode place, Function<ConfigNode, N> reader) {
        List<N> values = new ArrayList<>();
        place.elements().forEach(element -> values.add(reader.apply(element)));
        return values;
    }

    private static double learningRate(ConfigNode place) {
        double rate = place.number();
        at(place.path(), () -> TrainingConfig.defaults().withLearningRate(rate));
        return rate;
    }

    /** Each value alone, so that the message has its place; budgets together, of which there must be one. */
    private static TrainingConfig training(ConfigNode place, Protocol protocol) {
        List<String> known = new ArrayList<>(Configs.keys(TrainingConfig.class));
        known.remove(LEARNING_RATE);
        if (place.node().has(LEARNING_RATE)) {
            throw new ConfigException(place.path() + ": learningRate is no value of the training here; write"
                    + " learningRates beside it");
        }
        place.requireOnlyKeys(known);
        Map<String, String> values = new LinkedHashMap<>(place.values(false));
        Map<String, String> budgets = new LinkedHashMap<>(values);
        budgets.keySet().retainAll(BUDGETS);
        values.keySet().removeAll(BUDGETS);
        TrainingConfig config = with(TrainingConfig.defaults(protocol), place, budgets);
        for (Map.Entry<String, String> value : values.entrySet()) {
            config = with(config, place, Map.of(value.getKey(), value.getValue()));
        }
        return config;
    }

    private static TrainingConfig with(TrainingConfig config, ConfigNode place, Map<String, String> values) {
        return at(place.path(), () -> config.with(values));
    }

    private static <R> R at(String path, Supplier<R> reader) {
        try {
            return reader.get();
        } catch (ConfigException e) {
            throw new ConfigException(path + ": " + e.getMessage(), e);
        }
    }
}
