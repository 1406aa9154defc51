package org.transformerbench.api.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Internal: may change in any release. Settings as texts by name, which are not trusted: each is read once and as its type, and
 * errors name setting, value and rule. Not thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class TextSettings {
    private final Map<String, String> unread;

    /**
     * Creates a reader.
     *
     * @param settings name to text
     */
    public TextSettings(Map<String, String> settings) {
        this.unread = new LinkedHashMap<>(settings);
    }

    /**
     * Reads a text.
     *
     * @param name of the setting
     * @return its text
     * @throws ConfigException if it is missing, or was read before
     */
    public String text(String name) {
        String text = unread.remove(name);
        Require.given(name, text);
        return text;
    }

    /**
     * Reads a whole number.
     *
     * @param name of the setting
     * @return its number
     * @throws ConfigException if it is missing or no such number
     */
    public int whole(String name) {
        String text = text(name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ConfigException(name + " (" + Excerpt.of(text) + ") must be a whole number of 32 bits", e);
        }
    }

    /**
     * Reads a truth value.
     *
     * @param name of the setting
     * @return true or false
     * @throws ConfigException if it is missing or neither
     */
    public boolean flag(String name) {
        String text = text(name);
        boolean holds = text.equals("true");
        Require.that(holds || text.equals("false"), name, text, "must be true or false");
        return holds;
    }

    /**
     * Reads a constant.
     *
     * @param name of the setting
     * @param type of the constant
     * @param <E> the type
     * @return the constant of this name
     * @throws ConfigException if it is missing or none of the type's
     */
    public <E extends Enum<E>> E constant(String name, Class<E> type) {
        return Require.constant(name, text(name), type);
    }

    /**
     * Checks that nothing is left over.
     *
     * @throws ConfigException if a setting was not read
     */
    public void requireAllRead() {
        if (!unread.isEmpty()) {
            throw new ConfigException(
                    "The setting '" + Excerpt.of(unread.keySet().iterator().next()) + "' is unknown");
        }
    }
}
