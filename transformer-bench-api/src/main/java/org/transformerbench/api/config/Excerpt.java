package org.transformerbench.api.config;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * Excerpts of foreign text for messages: without characters that move a terminal's cursor, and shortened where they are quoted.
 * Internal: may change in any release.
 */
@API(status = API.Status.INTERNAL)
public final class Excerpt {
    private static final int LONGEST = 200;
    /** Maximum number of shown characters; half the limit, since a code point can take two characters. */
    private static final int SHOWN = LONGEST / 2;

    private Excerpt() {}

    /**
     * Quotes a text.
     *
     * @param text any text
     * @return the text, characters that cannot be printed as escapes such as <code>&#92;u000a</code>; of more than 200 characters
     *     the first 100, and how many there are
     */
    public static String of(String text) {
        return text.length() <= LONGEST
                ? escaped(text)
                : escaped(text.substring(0, text.offsetByCodePoints(0, SHOWN))) + "... (" + text.length()
                        + " characters)";
    }

    /**
     * Joins a text into one line.
     *
     * @param text any text
     * @return all of it, line ends and tabs as spaces, other characters that cannot be printed as escapes
     */
    public static String line(String text) {
        return escaped(text.replaceAll("\\R|\t", " "));
    }

    /**
     * Returns whether a character can be shown as it is.
     *
     * @param point a code point
     * @return false for what moves a terminal's cursor, is invisible, or is half a character
     */
    public static boolean isPrintable(int point) {
        int type = Character.getType(point);
        return !Character.isISOControl(point)
                && type != Character.SURROGATE
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (isPrintable(point)) {
                escaped.appendCodePoint(point);
            } else {
                escaped.append(String.format(Locale.ROOT, point < 0x10000 ? "\\u%04x" : "\\u{%x}", point));
            }
        });
        return escaped.toString();
    }
}
