package org.transformerbench.api.experiment.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Suggestion;

/**
 * A value in a file, and the way to it: messages begin with it.
 *
 * @param path for example {@code "experiments[1].training"}; empty for the whole
 * @param node what is there
 */
record ConfigNode(String path, JsonNode node) {

    /** Requires an object without any other keys. */
    ConfigNode requireOnlyKeys(List<String> known) {
        if (!node.isObject()) {
            throw wrong("must be a list of keys with values: " + String.join(", ", known));
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new ConfigException(prefix() + "Unknown key '" + Excerpt.of(key) + "'"
                        + Suggestion.didYouMean(key, known) + " Known here: " + String.join(", ", known));
            }
        });
        return this;
    }

    ConfigNode required(String key) {
        return optional(key).orElseThrow(() -> new ConfigException(prefix() + key + " is missing"));
    }

    Optional<ConfigNode> optional(String key) {
        return node.has(key)
                ? Optional.of(new ConfigNode(path.isEmpty() ? key : path + "." + key, node.get(key)))
                : Optional.empty();
    }

    List<ConfigNode> elements() {
        if (!node.isArray()) {
            throw wrong("must be a list");
        }
        List<ConfigNode> elements = new ArrayList<>();
        node.forEach(element -> elements.add(new ConfigNode(path + "[" + elements.size() + "]", element)));
        return elements;
    }

    /**
     * Single values by their keys; what they mean is not looked at.
     *
     * @param qualified whether a key may name an owner, as {@code nano-gpt.heads} does
     */
    Map<String, String> values(boolean qualified) {
        if (!node.isObject()) {
            throw wrong("must be a list of keys with values");
        }
        Map<String, String> values = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(key -> {
            ConfigNode value = new ConfigNode(path + "." + key, node.get(key));
            if (value.node.isObject() && value.node.size() > 0) {
                String first = value.node.fieldNames().next();
                throw value.wrong("must be a single value"
                        + (qualified
                                ? "; if " + Excerpt.of(key) + " is a model, the task, training or protocol, write '"
                                        + Excerpt.of(key + "." + first) + ": ...'"
                                : ""));
            }
            // As JSON, in which Configs reads a list again.
            values.put(key, value.node.isArray() ? value.node.toString() : value.text());
        });
        return values;
    }

    String text() {
        if (!node.isValueNode() || node.isNull() || node.asText().isBlank()) {
            throw wrong("must be a single value");
        }
        return node.asText();
    }

    double number() {
        return parsed(Double::parseDouble, "a number");
    }

    long wholeNumber() {
        return parsed(Long::parseLong, "a whole number");
    }

    private <N> N parsed(Function<String, N> parser, String kind) {
        try {
            return parser.apply(text());
        } catch (NumberFormatException e) {
            throw wrong("must be " + kind);
        }
    }

    ConfigException wrong(String rule) {
        String value = node.isValueNode() ? node.isNull() ? "" : node.asText() : node.toString();
        String place = path.isEmpty() ? "the whole file" : Excerpt.of(path);
        return new ConfigException(place + " (" + Excerpt.of(value) + ") " + rule);
    }

    private String prefix() {
        return path.isEmpty() ? "" : path + ": ";
    }
}
