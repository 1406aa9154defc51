package org.transformerbench.api.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Suggestion;

/** Hands each single value of {@link Experiment#settings()} to the configurations that it is meant for. */
final class Settings {
    /** The owner of the training's values among the task's and the models' ids. */
    static final String TRAINING = "training";

    private final Configs configs = new Configs();
    private final Map<String, Class<? extends Record>> owners;
    private final Map<String, Map<String, String>> byOwner = new LinkedHashMap<>();

    /**
     * @param owners {@link #TRAINING}, the task's id and the models' ids, with the type of each one's configuration
     * @throws ConfigException if a key belongs to none of them
     */
    Settings(Map<String, Class<? extends Record>> owners, Map<String, String> settings) {
        this.owners = owners;
        owners.keySet().forEach(owner -> byOwner.put(owner, new LinkedHashMap<>()));
        // First the bare keys, so that a qualified one wins wherever it stands.
        settings.forEach((key, value) -> {
            if (key.indexOf('.') < 0) {
                putBare(key, value);
            }
        });
        settings.forEach((key, value) -> {
            if (key.indexOf('.') >= 0) {
                putQualified(key, value);
            }
        });
        if (byOwner.get(TRAINING).containsKey("learningRate")) {
            throw new ConfigException("learningRate (" + byOwner.get(TRAINING).get("learningRate")
                    + ") must be one of the experiment's learning rates, it is no single setting");
        }
    }

    private void putBare(String key, String value) {
        boolean known = false;
        for (Map.Entry<String, Class<? extends Record>> owner : owners.entrySet()) {
            if (Configs.keys(owner.getValue()).contains(key)) {
                byOwner.get(owner.getKey()).put(key, value);
                known = true;
            }
        }
        if (!known) {
            TreeSet<String> keys = new TreeSet<>();
            owners.values().forEach(type -> keys.addAll(Configs.keys(type)));
            throw new ConfigException("Unknown key '" + key + "'" + Suggestion.didYouMean(key, keys) + " Known here: "
                    + String.join(", ", keys));
        }
    }

    private void putQualified(String key, String value) {
        int dot = key.indexOf('.');
        String owner = key.substring(0, dot);
        if (!owners.containsKey(owner)) {
            throw new ConfigException("Nothing is called '" + owner + "' in '" + key + "'"
                    + Suggestion.didYouMean(owner, owners.keySet()) + " Known here: "
                    + String.join(", ", owners.keySet()));
        }
        byOwner.get(owner).put(key.substring(dot + 1), value);
    }

    /** The owner's configuration with its values replaced. */
    <C extends Record> C apply(String owner, C defaults) {
        try {
            return configs.with(defaults, byOwner.get(owner));
        } catch (ConfigException e) {
            throw new ConfigException(owner + ": " + e.getMessage(), e);
        }
    }
}
