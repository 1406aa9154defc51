package org.transformerbench.examples.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Suggestion;

/**
 * Hands single values to the configurations that they are meant for: a bare key to all that have it, one with an owner
 * in front to that owner, which counts more.
 */
final class OwnedSettings {
    private final Configs configs = new Configs();
    private final Map<String, Class<? extends Record>> owners;
    private final Map<String, Map<String, String>> bare = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> qualified = new LinkedHashMap<>();

    /**
     * @param owners ids with the types of their configurations
     * @throws ConfigException if a key belongs to none of them
     */
    OwnedSettings(Map<String, Class<? extends Record>> owners, Map<String, String> typed) {
        this.owners = owners;
        owners.keySet().forEach(owner -> {
            bare.put(owner, new LinkedHashMap<>());
            qualified.put(owner, new LinkedHashMap<>());
        });
        typed.forEach((key, value) -> {
            int dot = key.indexOf('.');
            if (dot < 0) {
                putBare(key, value);
            } else {
                owned(key.substring(0, dot)).put(key.substring(dot + 1), value);
            }
        });
    }

    private void putBare(String key, String value) {
        TreeSet<String> keys = new TreeSet<>();
        owners.forEach((owner, type) -> {
            keys.addAll(Configs.keys(type));
            if (Configs.keys(type).contains(key)) {
                bare.get(owner).put(key, value);
            }
        });
        if (!keys.contains(key)) {
            throw new ConfigException("Unknown key '" + key + "'" + Suggestion.didYouMean(key, keys) + " Known here: "
                    + String.join(", ", keys));
        }
    }

    private Map<String, String> owned(String owner) {
        if (!owners.containsKey(owner)) {
            throw new ConfigException("Nothing is called '" + owner + "'"
                    + Suggestion.didYouMean(owner, owners.keySet()) + " Known here: "
                    + String.join(", ", owners.keySet()));
        }
        return qualified.get(owner);
    }

    /** The owner's configuration with its values replaced. */
    <C extends Record> C apply(String owner, C defaults) {
        Map<String, String> values = new LinkedHashMap<>(bare.get(owner));
        values.putAll(qualified.get(owner));
        try {
            return configs.with(defaults, values);
        } catch (ConfigException e) {
            throw new ConfigException(owner + ": " + e.getMessage(), e);
        }
    }
}
