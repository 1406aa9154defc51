package org.transformerbench.api.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A reader and writer of configuration records, as JSON and as single values. Stateless but for its mapper. */
public final class Configs {
    /** The text of an empty {@code Optional} as a single value. */
    public static final String NONE = "none";

    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    /**
     * The mapper of plug-ins' records; those of this library share another. Made on first use: Jackson's classes take half a second to
     * load, and a configuration without changes needs none of them.
     */
    private ObjectMapper mapper;

    /** Creates a reader and writer with the rules of {@link Json#mapper()}. */
    public Configs() {}

    private synchronized ObjectMapper mapper(Class<?> type) {
        if (type.getClassLoader() == Configs.class.getClassLoader()) {
            return Json.ofLibrary();
        }
        if (mapper == null) {
            mapper = Json.mapper();
        }
        return mapper;
    }

    /**
     * Returns the components that hold a configuration's values.
     *
     * @param type a record class
     * @return the components in order, in place of each {@link Flattened} one those of its record
     */
    public static List<RecordComponent> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(component ->
                        isFlattened(component) ? components(recordType(component)).stream() : Stream.of(component))
                .toList();
    }

    private static boolean isFlattened(RecordComponent component) {
        return component.isAnnotationPresent(Flattened.class);
    }

    private static Class<? extends Record> recordType(RecordComponent component) {
        return component.getType().asSubclass(Record.class);
    }

    /**
     * Returns the names of a configuration's values.
     *
     * @param type a record class
     * @return the names of its {@link #components} in order
     */
    public static List<String> keys(Class<? extends Record> type) {
        return components(type).stream().map(RecordComponent::getName).toList();
    }

    /**
     * Returns the names of those values that say where data is.
     *
     * @param type a record class
     * @return the names of the components that are marked with {@link Location}, in order
     */
    public static List<String> locations(Class<? extends Record> type) {
        return components(type).stream()
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
     *     JSON; anywhere else {@code "none"} is a value like others; and the text of a {@link Shorthand}
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
        ObjectNode tree = flat(mapper(type).valueToTree(defaults), type);
        written(type, values).forEach((key, value) -> {
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

    /** Puts the values for which a {@link Shorthand} stands in its place. */
    private static Map<String, String> written(Class<? extends Record> type, Map<String, String> values) {
        Map<String, String> written = new LinkedHashMap<>(values);
        values.forEach((key, value) -> {
            Shorthand shorthand = component(type, key).getAnnotation(Shorthand.class);
            if (shorthand == null || !shorthand.text().equalsIgnoreCase(value.strip())) {
                return;
            }
            for (String set : shorthand.sets()) {
                String name = set.substring(0, set.indexOf('='));
                if (!name.equals(key) && values.containsKey(name)) {
                    throw new ConfigException(key + " (" + shorthand.text() + ") sets " + name + " too, so that " + name
                            + " (" + Excerpt.of(values.get(name)) + ") must be left out");
                }
                written.put(name, set.substring(name.length() + 1));
            }
        });
        return written;
    }

    /**
     * Returns the values of a configuration as texts.
     *
     * @param config any record
     * @return name of a component to its {@link #text}, in order
     */
    public Map<String, String> texts(Record config) {
        Map<String, String> texts = new LinkedHashMap<>();
        write(config).properties().forEach(value -> texts.put(value.getKey(), text(value.getValue())));
        return texts;
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
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Arrays.stream(value.split(",")).map(String::strip).forEach(list::add);
            return list;
        }
        try {
            return Json.tree(value);
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
     * Reads a configuration; every component that is neither an {@code Optional} nor {@link AddedLater} is required.
     *
     * @param tree a JSON object
     * @param type the record class
     * @param <C> the record
     * @return the configuration, validated
     * @throws ConfigException if a key is unknown, a value is of the wrong type, or the record rejects it
     */
    public <C extends Record> C read(ObjectNode tree, Class<C> type) {
        try {
            ObjectNode nested = nested(tree, type);
            LaterKeys.complete(nested, type);
            return mapper(type).treeToValue(nested, type);
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
            ObjectMapper writer = mapper(config.getClass());
            return flat((ObjectNode) writer.readTree(writer.writeValueAsString(config)), config.getClass());
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    config.getClass().getSimpleName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Moves the values of flattened records into the one that holds them. */
    private ObjectNode flat(ObjectNode tree, Class<? extends Record> type) {
        ObjectNode flat = JsonNodeFactory.instance.objectNode();
        for (RecordComponent component : type.getRecordComponents()) {
            JsonNode value = tree.get(component.getName());
            if (isFlattened(component)) {
                flat.setAll(flat((ObjectNode) value, recordType(component)));
            } else if (value != null) {
                flat.set(component.getName(), value);
            }
        }
        return flat;
    }

    /** Reverses {@link #flat}. */
    private ObjectNode nested(ObjectNode tree, Class<? extends Record> type) {
        ObjectNode nested = JsonNodeFactory.instance.objectNode().setAll(tree);
        for (RecordComponent component : type.getRecordComponents()) {
            if (isFlattened(component)) {
                if (nested.has(component.getName())) {
                    throw unknown(type, component.getName());
                }
                List<String> keys = keys(recordType(component));
                ObjectNode inner = nested.deepCopy().retain(keys);
                nested.remove(keys).set(component.getName(), nested(inner, recordType(component)));
            }
        }
        return nested;
    }

    private static RecordComponent component(Class<? extends Record> type, String key) {
        return components(type).stream()
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
    private static ConfigException unknown(List<Reference> place, Class<?> type, String key, Exception e) {
        List<Reference> owner = owner(place);
        String message = unknown(type.asSubclass(Record.class), key).getMessage();
        return new ConfigException((owner.isEmpty() ? "" : path(owner) + ": ") + message, e);
    }

    private static List<Reference> owner(List<Reference> place) {
        return place.subList(0, place.size() - 1);
    }

    private static JsonNode at(List<Reference> place, JsonNode tree) {
        JsonNode node = tree;
        for (Reference part : place) {
            node = part.getFieldName() == null ? node.path(part.getIndex()) : node.path(part.getFieldName());
        }
        return node;
    }

    /** A key that is missing may be there with a slip in it. */
    private static Optional<ConfigException> misspelled(
            List<Reference> place, ObjectNode tree, Class<?> type, MismatchedInputException e) {
        Object from = place.size() == 1 ? type : place.get(place.size() - 1).getFrom();
        if (!(from instanceof Class<?> owner && owner.isRecord())) {
            return Optional.empty();
        }
        List<String> known = keys(owner.asSubclass(Record.class));
        return at(owner(place), tree).properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !known.contains(key))
                .findFirst()
                .map(key -> unknown(place, owner, key, e));
    }

    private static ConfigException explain(JsonProcessingException e, ObjectNode tree, Class<? extends Record> type) {
        List<Reference> place = e instanceof JsonMappingException mapping ? place(mapping.getPath(), type) : List.of();
        String path = path(place);
        if (e instanceof ValueInstantiationException wrong) {
            return rejected(wrong, path, type);
        }
        if (e instanceof InvalidFormatException wrong && !place.isEmpty()) {
            String value = String.valueOf(wrong.getValue());
            return new ConfigException(
                    path + " (" + Excerpt.of(value) + ") must be " + describe(wrong.getTargetType(), value)
                            + words(place, type, wrong.getTargetType(), value),
                    e);
        }
        if (e instanceof UnrecognizedPropertyException wrong
                && wrong.getReferringClass().isRecord()) {
            return unknown(place, wrong.getReferringClass(), wrong.getPropertyName(), e);
        }
        if (e instanceof MismatchedInputException wrong && !place.isEmpty()) {
            JsonNode found = at(place, tree);
            boolean missing = found.isMissingNode() || found.isNull();
            Optional<ConfigException> misspelled =
                    found.isMissingNode() ? misspelled(place, tree, type, wrong) : Optional.empty();
            if (misspelled.isPresent()) {
                return misspelled.get();
            }
            String what = missing ? " is missing" : " is of the wrong type: " + Excerpt.of(e.getOriginalMessage());
            return new ConfigException(path + " of " + type.getSimpleName() + what, e);
        }
        return new ConfigException(
                (path.isEmpty() ? "" : path + " of ") + type.getSimpleName() + ": "
                        + Excerpt.of(e.getOriginalMessage()),
                e);
    }

    /**
     * Returns the exception for a record that rejected its values; for a nested record, the message begins with the path to it.
     */
    private static ConfigException rejected(ValueInstantiationException e, String path, Class<? extends Record> type) {
        if (e.getCause() instanceof IllegalArgumentException cause) {
            return path.isEmpty() && cause instanceof ConfigException own
                    ? own
                    : new ConfigException((path.isEmpty() ? "" : path + ": ") + cause.getMessage(), cause);
        }
        return new ConfigException(
                (path.isEmpty() ? type.getSimpleName() : path) + " cannot be made of these values: " + e.getCause(), e);
    }

    /** Returns the place of a value as its user knows it, without flattened components. */
    private static List<Reference> place(List<Reference> path, Class<? extends Record> type) {
        for (RecordComponent component : path.isEmpty() ? new RecordComponent[0] : type.getRecordComponents()) {
            if (isFlattened(component) && component.getName().equals(path.get(0).getFieldName())) {
                return place(path.subList(1, path.size()), recordType(component));
            }
        }
        return path;
    }

    private static String path(List<Reference> place) {
        StringBuilder path = new StringBuilder();
        for (Reference part : place) {
            String name = part.getFieldName();
            path.append(name == null ? "[" + part.getIndex() + "]" : (path.isEmpty() ? "" : ".") + name);
        }
        return path.toString();
    }

    /** Returns which words the value may be too, and the nearest of all that it may be. */
    private static String words(List<Reference> place, Class<? extends Record> type, Class<?> target, String value) {
        Optional<RecordComponent> component = components(type).stream()
                .filter(each ->
                        place.size() == 1 && each.getName().equals(place.get(0).getFieldName()))
                .findFirst();
        List<String> others = new ArrayList<>();
        component.map(each -> each.getAnnotation(Shorthand.class)).ifPresent(shorthand -> others.add(shorthand.text()));
        component.filter(each -> OPTIONALS.contains(each.getType())).ifPresent(each -> others.add(NONE));
        List<String> all = new ArrayList<>(others);
        if (target == boolean.class || target == Boolean.class) {
            all.addAll(List.of("true", "false"));
        } else if (target.isEnum()) {
            Arrays.stream(target.getEnumConstants()).map(Object::toString).forEach(all::add);
        }
        return others.stream().map(word -> ", or " + word).collect(Collectors.joining())
                + Suggestion.nearest(value, all)
                        .map(word -> "; did you mean '" + word + "'?")
                        .orElse("");
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
