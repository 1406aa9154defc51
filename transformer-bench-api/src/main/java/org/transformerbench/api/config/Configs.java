package org.transformerbench.api.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A reader and writer of configuration records, as JSON and as single values. Stateless but for its mapper. */
public final class Configs {
    /** The text of an empty {@code Optional} as a single value. */
    public static final String NONE = "none";

    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    /** Made on first use: Jackson's classes take half a second to load, and a configuration without changes needs none of them. */
    private ObjectMapper mapper;

    /** Creates a reader and writer that uses {@link Json#mapper()}. */
    public Configs() {}

    private synchronized ObjectMapper mapper() {
        if (mapper == null) {
            mapper = Json.mapper();
        }
        return mapper;
    }

    /**
     * Returns the names of a configuration's values.
     *
     * @param type a record class
     * @return the components' names in order
     */
    public static List<String> keys(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /**
     * Returns the names of those values that say where data is.
     *
     * @param type a record class
     * @return the names of the components that are marked with {@link Location}, in order
     */
    public static List<String> locations(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Location.class))
                .map(RecordComponent::getName)
                .toList();
    }

    /**
     * Replaces some values of a configuration.
     *
     * @param defaults the configuration to start from
     * @param values component name to new value as text: numbers with a point, enum constants in any case, durations as
     *     {@link Durations} reads them, {@code "none"} for an empty optional, lists with commas or as JSON, records and maps as
     *     JSON; anywhere else {@code "none"} is a value like others
     * @param <C> the record
     * @return a changed copy, validated; the same configuration if there are no values
     * @throws ConfigException if a key is unknown, a value is of the wrong type, or the record rejects it
     */
    public <C extends Record> C with(C defaults, Map<String, String> values) {
        if (values.isEmpty()) {
            return defaults;
        }
        @SuppressWarnings("unchecked")
        Class<C> type = (Class<C>) defaults.getClass();
        ObjectNode tree = mapper().valueToTree(defaults);
        values.forEach((key, value) -> {
            RecordComponent found = component(type, key);
            Class<?> component = found.getType();
            if (value.isBlank() && component != String.class) {
                throw new ConfigException(
                        key + " () must have a value" + (OPTIONALS.contains(component) ? ", or be " + NONE : ""));
            }
            if (value.equalsIgnoreCase(NONE) && OPTIONALS.contains(component)) {
                tree.remove(key);
            } else {
                tree.set(
                        key,
                        holdsSeveral(component)
                                ? several(key, value, component, tree.path(key))
                                : TextNode.valueOf(holdsDuration(found) ? duration(key, value) : value));
            }
        });
        return read(tree, type);
    }

    /**
     * Returns a single value as text that {@link #with} reads back.
     *
     * @param value of a written configuration; a missing node where there is none
     * @return the text; {@code "none"} for no value, JSON for lists and records
     */
    public static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return NONE;
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static boolean holdsSeveral(Class<?> component) {
        return isList(component) || component.isRecord() || Map.class.isAssignableFrom(component);
    }

    private static boolean isList(Class<?> component) {
        return component.isArray() || Collection.class.isAssignableFrom(component);
    }

    private JsonNode several(String key, String value, Class<?> component, JsonNode now) {
        if (isList(component) && !value.strip().startsWith("[")) {
            ArrayNode list = mapper().createArrayNode();
            Arrays.stream(value.split(",")).map(String::strip).forEach(list::add);
            return list;
        }
        try {
            return Json.tree(mapper(), value);
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    key + " (" + Excerpt.of(value) + ") must be JSON, such as " + Excerpt.of(now.toString()) + ": "
                            + Json.explain(e),
                    e);
        }
    }

    private static boolean holdsDuration(RecordComponent component) {
        return component.getType() == Duration.class
                || component.getGenericType() instanceof ParameterizedType generic
                        && generic.getActualTypeArguments()[0] == Duration.class;
    }

    private static String duration(String key, String value) {
        try {
            return Durations.parse(value).toString();
        } catch (ConfigException e) {
            throw new ConfigException(
                    key + " (" + Excerpt.of(value) + ") must be a duration such as 40s, 2m or PT40S", e);
        }
    }

    /**
     * Reads a configuration; every component that is not an {@code Optional} is required.
     *
     * @param tree a JSON object
     * @param type the record class
     * @param <C> the record
     * @return the configuration, validated
     * @throws ConfigException if a key is unknown, a value is of the wrong type, or the record rejects it
     */
    public <C extends Record> C read(ObjectNode tree, Class<C> type) {
        try {
            return mapper().treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw explain(e, tree, type);
        }
    }

    /**
     * Writes a configuration as JSON.
     *
     * @param config a record
     * @return an object that equals the one that is read back from its text
     */
    public ObjectNode write(Record config) {
        try {
            return (ObjectNode) mapper().readTree(mapper().writeValueAsString(config));
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    config.getClass().getSimpleName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static RecordComponent component(Class<? extends Record> type, String key) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getName().equals(key))
                .findFirst()
                .orElseThrow(() -> unknown(type, key));
    }

    private static ConfigException unknown(Class<? extends Record> type, String key) {
        List<String> keys = keys(type);
        return new ConfigException("Unknown key '" + Excerpt.of(key) + "' of " + type.getSimpleName()
                + Suggestion.didYouMean(key, keys) + " Known: " + String.join(", ", keys));
    }

    /** The message begins with the way to the record, if that is not the outermost. */
    private static ConfigException unknown(MismatchedInputException e, Class<?> type, String key) {
        List<JsonMappingException.Reference> owner = owner(e);
        String message = unknown(type.asSubclass(Record.class), key).getMessage();
        return new ConfigException((owner.isEmpty() ? "" : path(owner) + ": ") + message, e);
    }

    private static List<JsonMappingException.Reference> owner(JsonMappingException e) {
        return e.getPath().subList(0, e.getPath().size() - 1);
    }

    private static JsonNode at(List<JsonMappingException.Reference> path, JsonNode tree) {
        JsonNode node = tree;
        for (JsonMappingException.Reference part : path) {
            node = part.getFieldName() == null ? node.path(part.getIndex()) : node.path(part.getFieldName());
        }
        return node;
    }

    /** A key that is missing may be there with a slip in it. */
    private static Optional<ConfigException> misspelled(MismatchedInputException e, ObjectNode tree) {
        Object owner = e.getPath().get(e.getPath().size() - 1).getFrom();
        if (!(owner instanceof Class<?> type && type.isRecord())) {
            return Optional.empty();
        }
        List<String> known = keys(type.asSubclass(Record.class));
        return at(owner(e), tree).properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !known.contains(key))
                .findFirst()
                .map(key -> unknown(e, type, key));
    }

    private static ConfigException explain(JsonProcessingException e, ObjectNode tree, Class<? extends Record> type) {
        if (e instanceof ValueInstantiationException wrong) {
            return rejected(wrong, type);
        }
        if (e instanceof InvalidFormatException wrong && !wrong.getPath().isEmpty()) {
            String value = Excerpt.of(String.valueOf(wrong.getValue()));
            return new ConfigException(
                    path(wrong) + " (" + value + ") must be "
                            + describe(wrong.getTargetType(), String.valueOf(wrong.getValue())),
                    e);
        }
        if (e instanceof UnrecognizedPropertyException wrong
                && wrong.getReferringClass().isRecord()) {
            return unknown(wrong, wrong.getReferringClass(), wrong.getPropertyName());
        }
        if (e instanceof MismatchedInputException wrong && !wrong.getPath().isEmpty()) {
            String key = path(wrong);
            JsonNode found = at(wrong.getPath(), tree);
            boolean missing = found.isMissingNode() || found.isNull();
            Optional<ConfigException> misspelled = found.isMissingNode() ? misspelled(wrong, tree) : Optional.empty();
            if (misspelled.isPresent()) {
                return misspelled.get();
            }
            String what = missing ? " is missing" : " is of the wrong type: " + Excerpt.of(e.getOriginalMessage());
            return new ConfigException(key + " of " + type.getSimpleName() + what, e);
        }
        String place = e instanceof JsonMappingException mapping ? path(mapping) : "";
        return new ConfigException(
                (place.isEmpty() ? "" : place + " of ") + type.getSimpleName() + ": "
                        + Excerpt.of(e.getOriginalMessage()),
                e);
    }

    /**
     * Returns the exception for a record that rejected its values; for a nested record, the message begins with the path to it.
     */
    private static ConfigException rejected(ValueInstantiationException e, Class<? extends Record> type) {
        String place = path(e);
        if (e.getCause() instanceof IllegalArgumentException cause) {
            return place.isEmpty() && cause instanceof ConfigException own
                    ? own
                    : new ConfigException((place.isEmpty() ? "" : place + ": ") + cause.getMessage(), cause);
        }
        return new ConfigException(
                (place.isEmpty() ? type.getSimpleName() : place) + " cannot be made of these values: " + e.getCause(),
                e);
    }

    private static String path(JsonMappingException e) {
        return path(e.getPath());
    }

    private static String path(List<JsonMappingException.Reference> parts) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference part : parts) {
            String name = part.getFieldName();
            path.append(name == null ? "[" + part.getIndex() + "]" : (path.isEmpty() ? "" : ".") + name);
        }
        return path.toString();
    }

    private static String describe(Class<?> type, String value) {
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(Object::toString)
                                    .toList());
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return value.matches("-?[0-9]+") ? "nearer to 0, it does not fit its type" : "a whole number";
        }
        if (type == double.class || type == float.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "a duration such as 40s, 2m or PT40S";
        }
        return "a " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
