package org.transformerbench.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;

/**
 * The symbols of a task; the index of a symbol is its id. A symbol is one Unicode code point, or a longer text: a word, a class,
 * or a sign such as {@code <end>}. Immutable.
 */
public final class Vocabulary {
    private final List<String> tokens;
    private final Map<String, Integer> places = new HashMap<>();
    /** The ids of symbols of one code point, the only ones that are found in a text. */
    private final Map<Integer, Integer> ids = new HashMap<>();

    private Vocabulary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        for (int id = 0; id < tokens.size(); id++) {
            String token = tokens.get(id);
            if (token.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
                // Beside its other half it would be read back as one symbol.
                throw new ConfigException("The symbol " + describe(token) + " at " + id
                        + " is half a character (a lone surrogate); the text was not decoded as it should");
            }
            if (token.isEmpty()) {
                throw new ConfigException("The symbol at " + id + " is empty");
            }
            Integer earlier = places.putIfAbsent(token, id);
            if (earlier != null) {
                throw new ConfigException(
                        "The symbol " + describe(token) + " stands twice, at " + earlier + " and " + id);
            }
            if (isCharacter(token)) {
                ids.put(token.codePointAt(0), id);
            }
        }
    }

    private static boolean isCharacter(String token) {
        return token.codePointCount(0, token.length()) == 1;
    }

    private static Vocabulary ofPoints(int[] points) {
        return new Vocabulary(
                Arrays.stream(points).mapToObj(Character::toString).toList());
    }

    /**
     * Creates a vocabulary in a given order.
     *
     * @param symbols distinct characters; the first has id 0
     * @return the vocabulary
     * @throws ConfigException if a character stands twice, is half of a surrogate pair, or there are fewer than 2
     */
    public static Vocabulary of(String symbols) {
        int[] points = symbols.codePoints().toArray();
        Require.atLeast("number of symbols", points.length, 2);
        return ofPoints(points);
    }

    /**
     * Creates a vocabulary of symbols that may have several characters, in a given order.
     *
     * @param tokens distinct texts, none of them empty; the first has id 0
     * @return the vocabulary
     * @throws ConfigException if a text stands twice, is empty, has half of a surrogate pair, or there are fewer than 2
     */
    public static Vocabulary ofTokens(List<String> tokens) {
        Require.eachGiven("tokens", tokens);
        Require.atLeast("number of symbols", tokens.size(), 2);
        return new Vocabulary(tokens);
    }

    /** Reads what {@link #json} has written. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Vocabulary ofJson(Object json) {
        if (json instanceof String symbols) {
            return of(symbols);
        }
        if (json instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return ofTokens(list.stream().map(String.class::cast).toList());
        }
        throw new ConfigException(
                "vocabulary (" + Excerpt.of(String.valueOf(json)) + ") must be a text, or a list of texts");
    }

    /** Returns one text where each symbol is a character, else a list. */
    @JsonValue
    Object json() {
        return isOfCharacters() ? symbols() : tokens;
    }

    /**
     * Creates a vocabulary of the distinct characters of a text, sorted by code point.
     *
     * @param text any text with at least two distinct characters
     * @return the vocabulary
     * @throws ConfigException if there are fewer than 2, or one is half of a surrogate pair
     */
    public static Vocabulary ofText(CharSequence text) {
        int[] points = text.codePoints().distinct().sorted().toArray();
        Require.atLeast("number of distinct characters", points.length, 2);
        return ofPoints(points);
    }

    /**
     * Returns the number of symbols.
     *
     * @return V
     */
    public int size() {
        return tokens.size();
    }

    /**
     * Returns all symbols as one text, in the order of their ids.
     *
     * @return V code points where each symbol is a character
     */
    public String symbols() {
        return String.join("", tokens);
    }

    /**
     * Returns all symbols in the order of their ids.
     *
     * @return V texts
     */
    public List<String> tokens() {
        return tokens;
    }

    /**
     * Returns the id of a symbol.
     *
     * @param token a text
     * @return its id; empty if it is no symbol of this vocabulary
     */
    public OptionalInt idOf(String token) {
        Integer id = places.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * Returns whether each symbol is one code point, so that {@link #symbols()} tells them apart.
     *
     * @return false if one is longer
     */
    public boolean isOfCharacters() {
        return ids.size() == tokens.size();
    }

    /**
     * Encodes text as ids.
     *
     * @param text characters of this vocabulary; symbols of several characters are not looked for
     * @return one id per code point
     * @throws DataException if a character is unknown; the message names it and its place
     */
    public int[] encode(CharSequence text) {
        int[] points = text.codePoints().toArray();
        int[] encoded = new int[points.length];
        for (int i = 0; i < points.length; i++) {
            Integer id = ids.get(points[i]);
            if (id == null) {
                throw new DataException(
                        "Unknown symbol " + describe(Character.toString(points[i])) + " at position " + i
                                + "; the vocabulary has the " + size() + " symbols "
                                + describeAll());
            }
            encoded[i] = id;
        }
        return encoded;
    }

    /**
     * Decodes ids to text.
     *
     * @param encoded ids of this vocabulary
     * @return the text
     * @throws DataException if an id is outside [0, V)
     */
    public String decode(int... encoded) {
        StringBuilder text = new StringBuilder(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] < 0 || encoded[i] >= tokens.size()) {
                throw new DataException(
                        "Token id " + encoded[i] + " at position " + i + " is outside of [0, " + tokens.size() + ")");
            }
            text.append(tokens.get(encoded[i]));
        }
        return text.toString();
    }

    private String describeAll() {
        return '"' + Excerpt.of(symbols()) + '"';
    }

    private static String describe(String token) {
        if (!isCharacter(token)) {
            return "'" + Excerpt.of(token) + "'";
        }
        int first = token.codePointAt(0);
        String code = String.format(Locale.ROOT, "U+%04X", first);
        return Excerpt.isPrintable(first) ? "'" + token + "' (" + code + ")" : code;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vocabulary vocabulary && tokens.equals(vocabulary.tokens);
    }

    @Override
    public int hashCode() {
        return tokens.hashCode();
    }

    @Override
    public String toString() {
        return "Vocabulary[" + size() + ": " + describeAll() + "]";
    }
}
