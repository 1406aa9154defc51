package org.transformerbench.models.bundle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;
import org.transformerbench.models.bundle.StrictJson.Numeral;

/**
 * The fields of a JSON object, each of which is read once and as its type. Errors are of type {@link
 * org.transformerbench.api.config.ConfigException} and name field, value and rule.
 */
final class Fields {
    private final Map<String, Object> unread;

    Fields(Map<String, Object> values) {
        this.unread = new LinkedHashMap<>(values);
    }

    private Object take(String name) {
        Object value = unread.remove(name);
        Require.given(name, value);
        return value;
    }

    boolean has(String name) {
        return unread.containsKey(name);
    }

    String text(String name) {
        return as(name, String.class, take(name), "must be a text");
    }

    /** Reads a text of at most {@value StrictJson#LONGEST_NAME} characters. */
    String name(String name) {
        String text = text(name);
        int most = StrictJson.LONGEST_NAME;
        Require.that(text.length() <= most, name, text, "must have at most %d characters", most);
        return text;
    }

    Optional<String> optionalName(String name) {
        return has(name) ? Optional.of(name(name)) : Optional.empty();
    }

    boolean flag(String name) {
        return as(name, Boolean.class, take(name), "must be true or false");
    }

    int whole(String name) {
        return whole(name, take(name));
    }

    List<Integer> wholes(String name) {
        List<Integer> numbers = new ArrayList<>();
        for (Object value : list(name, take(name))) {
            numbers.add(whole(name, value));
        }
        return numbers;
    }

    float number(String name) {
        return number(name, take(name));
    }

    float[] numbers(String name) {
        List<?> values = list(name, take(name));
        float[] numbers = new float[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(name, values.get(i));
        }
        return numbers;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        list(name, take(name)).forEach(value -> texts.add(as(name, String.class, value, "must be a list of texts")));
        return texts;
    }

    Map<String, String> textsByName(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<?, ?> values = as(name, Map.class, take(name), "must be an object");
        values.forEach((key, value) ->
                texts.put(String.valueOf(key), as(name, String.class, value, "must be an object of texts")));
        return texts;
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        return Require.constant(name, text(name), type);
    }

    /** Returns the list of anything that has this name. */
    List<?> list(String name) {
        return list(name, take(name));
    }

    /** Checks that nothing is left over. */
    void requireAllRead() {
        if (!unread.isEmpty()) {
            throw new ConfigException(
                    "The key '" + Excerpt.of(unread.keySet().iterator().next()) + "' is unknown");
        }
    }

    private static List<?> list(String name, Object value) {
        return as(name, List.class, value, "must be a list");
    }

    static int whole(String name, Object value) {
        String text = as(name, Numeral.class, value, "must be a whole number").text();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ConfigException(name + " (" + text + ") must be a whole number of 32 bits", e);
        }
    }

    /** Reads a float32; JSON has no numbers for what is not finite, which are texts. */
    private static float number(String name, Object value) {
        if (value instanceof String text) {
            boolean special = List.of("NaN", "Infinity", "-Infinity").contains(text);
            Require.that(special, name, text, "must be a number, NaN, Infinity or -Infinity");
            return Float.parseFloat(text);
        }
        String text = as(name, Numeral.class, value, "must be a number").text();
        float number = Float.parseFloat(text);
        Require.that(Float.isFinite(number), name, text, "must be a number that float32 holds");
        return number;
    }

    private static <T> T as(String name, Class<T> type, Object value, String rule) {
        Require.that(type.isInstance(value), name, value instanceof Numeral number ? number.text() : value, rule);
        return type.cast(value);
    }
}
