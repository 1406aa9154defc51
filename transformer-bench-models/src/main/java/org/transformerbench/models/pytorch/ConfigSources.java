package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Suggestion;

/**
 * The sources of a configuration's values.
 *
 * @param source the file, for messages
 * @param inferred what the shapes say
 * @param settings what the user says
 * @param noted what the notes of the file say of what is not among the others
 * @param assumed the components that none of them says anything of
 */
record ConfigSources(
        String source,
        Map<String, String> inferred,
        Map<String, String> settings,
        Map<String, String> noted,
        List<String> assumed) {

    /**
     * Sorts out the sources.
     *
     * @param type of the configuration
     * @param otherNames what notes may call a component beside its own name
     * @throws ConfigException if a key is unknown, or a set value is not that of the shapes
     */
    static ConfigSources of(
            WeightFile file,
            Class<? extends Record> type,
            Map<String, String> inferred,
            Map<String, String> settings,
            Map<String, List<String>> otherNames) {
        List<String> keys = Configs.keys(type);
        settings.keySet().forEach(key -> {
            if (!keys.contains(key)) {
                throw new ConfigException("Unknown key '" + Excerpt.of(key) + "' of " + type.getSimpleName()
                        + Suggestion.didYouMean(key, keys) + " Known: " + String.join(", ", keys));
            }
        });
        inferred.forEach((key, value) -> {
            String set = settings.getOrDefault(key, value);
            if (!set.equalsIgnoreCase(value)) {
                throw new ConfigException(key + " (" + Excerpt.of(set) + ") must be that of the weights in "
                        + file.source() + ", which is " + value + "; it need not be set");
            }
        });
        Map<String, String> noted = new LinkedHashMap<>();
        List<String> assumed = new ArrayList<>();
        for (String key : keys) {
            if (!inferred.containsKey(key) && !settings.containsKey(key)) {
                file.note(key, otherNames.getOrDefault(key, List.of()))
                        .ifPresentOrElse(note -> noted.put(key, note), () -> assumed.add(key));
            }
        }
        return new ConfigSources(file.source(), inferred, settings, noted, assumed);
    }

    /**
     * Changes a configuration.
     *
     * @throws ConfigException if a value is not valid
     */
    <C extends Record> C apply(C defaults) {
        Map<String, String> values = new LinkedHashMap<>(noted);
        values.putAll(settings);
        values.putAll(inferred);
        try {
            return new Configs().with(defaults, values);
        } catch (ConfigException e) {
            String notes = noted.isEmpty() ? "" : ", whose notes say " + Excerpt.of(noted.toString());
            throw new ConfigException(source + notes + ": " + e.getMessage(), e);
        }
    }
}
