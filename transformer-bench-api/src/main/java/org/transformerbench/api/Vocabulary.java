package org.transformerbench.api;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;

/** The symbols of a task: each is one Unicode code point, and its index is its id. Immutable. */
public final class Vocabulary {
    private final int[] symbols;
    private final Map<Integer, Integer> ids = new HashMap<>();

    private Vocabulary(int[] symbols) {
        this.symbols = symbols;
        for (int id = 0; id < symbols.length; id++) {
            if (Character.getType(symbols[id]) == Character.SURROGATE) {
                // Beside its other half it would be read back as one symbol.
                throw new ConfigException("The symbol " + describe(symbols[id]) + " at " + id
                        + " is half a character (a lone surrogate); the text was not decoded as it should");
            }
            Integer earlier = ids.putIfAbsent(symbols[id], id);
            if (earlier != null) {
                throw new ConfigException(
                        "The symbol " + describe(symbols[id]) + " stands twice, at " + earlier + " and " + id);
            }
        }
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
        return new Vocabulary(points);
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
        return new Vocabulary(points);
    }

    /**
     * Returns the number of symbols.
     *
     * @return V
     */
    public int size() {
        return symbols.length;
    }

    /**
     * Returns all symbols in the order of their ids.
     *
     * @return a string of V code points
     */
    public String symbols() {
        return new String(symbols, 0, symbols.length);
    }

    /**
     * Encodes text as ids.
     *
     * @param text characters of this vocabulary
     * @return one id per code point
     * @throws DataException if a character is unknown; the message names it and its place
     */
    public int[] encode(CharSequence text) {
        int[] points = text.codePoints().toArray();
        int[] encoded = new int[points.length];
        for (int i = 0; i < points.length; i++) {
            Integer id = ids.get(points[i]);
            if (id == null) {
                throw new DataException("Unknown symbol " + describe(points[i]) + " at position " + i
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
            if (encoded[i] < 0 || encoded[i] >= symbols.length) {
                throw new DataException(
                        "Token id " + encoded[i] + " at position " + i + " is outside of [0, " + symbols.length + ")");
            }
            text.appendCodePoint(symbols[encoded[i]]);
        }
        return text.toString();
    }

    private String describeAll() {
        return '"' + Excerpt.of(symbols()) + '"';
    }

    private static String describe(int symbol) {
        String code = String.format(Locale.ROOT, "U+%04X", symbol);
        return Excerpt.isPrintable(symbol) ? "'" + Character.toString(symbol) + "' (" + code + ")" : code;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vocabulary vocabulary && Arrays.equals(symbols, vocabulary.symbols);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(symbols);
    }

    @Override
    public String toString() {
        return "Vocabulary[" + size() + ": " + describeAll() + "]";
    }
}
