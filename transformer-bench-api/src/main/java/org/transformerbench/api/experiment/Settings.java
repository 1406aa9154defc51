package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Suggestion;

/** Hands each single value of {@link Experiment#settings()} to the configurations that it is meant for. */
final class Settings {
    private final Configs configs = new Configs();
    private final Map<String, Map<String, String>> byOwner = new LinkedHashMap<>();

    /**
     * @param owners "training", the task's id and the models' ids, with the type of each one's configuration
     * @throws ConfigException if a key belongs to none of them
     */
    Settings(Map<String, Class<? extends Record>> owners, Map<String, String> settings) {
        owners.keySet().forEach(owner -> byOwner.put(owner, new LinkedHashMap<>()));
        settings.forEach((key, value) -> {
            List<String> meant = new ArrayList<>();
            String plainKey = key;
            int dot = key.indexOf('.');
            if (dot >= 0) {
                String owner = key.substring(0, dot);
                plainKey = key.substring(dot + 1);
                if (!owners.containsKey(owner)) {
                    throw new ConfigException("Nothing is called '" + owner + "' in '" + key + "'"
                            + Suggestion.didYouMean(owner, owners.keySet()) + " Known here: "
                            + String.join(", ", owners.keySet()));
                }
                meant.add(owner);
            } else {
                owners.forEach((owner, type) -> {
                    if (Configs.keys(type).contains(key)) {
                        meant.add(owner);
                    }
                });
            }
            if (meant.isEmpty()) {
                TreeSet<String> known = new TreeSet<>();
                owners.values().forEach(type -> known.addAll(Configs.keys(type)));
                throw new ConfigException("Unknown key '" + key + "'" + Suggestion.didYouMean(key, known)
                        + " Known here: " + String.join(", ", known));
            }
            for (String owner : meant) {
                byOwner.get(owner).put(plainKey, value);
            }
        });
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
