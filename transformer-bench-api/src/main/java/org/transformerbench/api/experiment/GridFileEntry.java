package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.training.TrainingConfig;

/** One experiment of a file. */
final class GridFileEntry {
    private static final String LEARNING_RATE = "learningRate";
    private static final List<String> KEYS =
            List.of("task", "models", "learningRates", "seeds", "trainer", "protocol", "training", "settings");
    private static final List<String> BUDGETS = List.of("maxSteps", "maxTime", "maxTokens", "maxArithmetic");

    private GridFileEntry() {}

    static Experiment read(Place entry) {
        entry.keys(KEYS);
        Experiment.Builder experiment = Experiment.on(entry.required("task").text());
        entry.optional("models")
                .ifPresent(place -> experiment.models(list(place, Place::text).toArray(String[]::new)));
        entry.optional("learningRates")
                .ifPresent(place -> experiment.learningRates(list(place, GridFileEntry::learningRate).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray()));
        entry.optional("seeds")
                .ifPresent(place -> experiment.seeds(list(place, Place::wholeNumber).stream()
                        .mapToLong(Long::longValue)
                        .toArray()));
        entry.optional("trainer").ifPresent(place -> experiment.trainer(place.text()));
        entry.optional("protocol")
                .ifPresent(place -> experiment.protocol(at(place.path(), () -> Protocol.named(place.text()))));
        entry.optional("training").ifPresent(place -> experiment.training(training(place)));
        entry.optional("settings").ifPresent(place -> place.values(true).forEach(experiment::set));
        return at(entry.path(), experiment::build);
    }

    private static <N> List<N> list(Place place, Function<Place, N> reader) {
        List<N> values = new ArrayList<>();
        place.elements().forEach(element -> values.add(reader.apply(element)));
        return values;
    }

    private static double learningRate(Place place) {
        double rate = place.number();
        at(place.path(), () -> TrainingConfig.defaults().withLearningRate(rate));
        return rate;
    }

    /** Each value alone, so that the message has its place; first away with budgets that are not meant. */
    private static TrainingConfig training(Place place) {
        List<String> known = new ArrayList<>(Configs.keys(TrainingConfig.class));
        known.remove(LEARNING_RATE);
        if (place.node().has(LEARNING_RATE)) {
            throw new ConfigException(place.path() + ": learningRate is no value of the training here; write"
                    + " learningRates beside it");
        }
        place.keys(known);
        Map<String, String> values = new LinkedHashMap<>(place.values(false));
        TrainingConfig config = TrainingConfig.defaults();
        Configs configs = new Configs();
        if (!Collections.disjoint(values.keySet(), BUDGETS)) {
            Map<String, String> budgets = new LinkedHashMap<>(values);
            budgets.keySet().retainAll(BUDGETS);
            config = with(configs, config, place, none(BUDGETS), budgets);
            values.keySet().removeAll(BUDGETS);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            config = with(configs, config, place, Map.of(), Map.of(value.getKey(), value.getValue()));
        }
        return config;
    }

    private static Map<String, String> none(List<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, Configs.NONE));
        return values;
    }

    private static TrainingConfig with(
            Configs configs, TrainingConfig config, Place place, Map<String, String> first, Map<String, String> then) {
        Map<String, String> values = new LinkedHashMap<>(first);
        values.putAll(then);
        return at(place.path(), () -> configs.with(config, values));
    }

    private static <R> R at(String path, Supplier<R> reader) {
        try {
            return reader.get();
        } catch (ConfigException e) {
            throw new ConfigException(path + ": " + e.getMessage(), e);
        }
    }
}
