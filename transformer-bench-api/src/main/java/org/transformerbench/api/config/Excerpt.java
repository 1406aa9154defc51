package org.transformerbench.api.config;

import java.util.Locale;
import org.apiguardian.api.API;

/** Internal: may change in any release. Text from outside, as messages quote it: neither of any length nor with what moves a terminal's cursor. */
@API(status = API.Status.INTERNAL)
public final class Excerpt {
    private static final int LONGEST = 200;
    /** Half of it, since a code point can be two characters. */
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
        int end = text.length() <= LONGEST ? text.length() : text.offsetByCodePoints(0, SHOWN);
        StringBuilder excerpt = new StringBuilder(end);
        text.substring(0, end).codePoints().forEach(point -> append(excerpt, point));
        return end < text.length()
                ? excerpt.append("... (")
                        .append(text.length())
                        .append(" characters)")
                        .toString()
                : excerpt.toString();
    }

    private static void append(StringBuilder excerpt, int point) {
        int type = Character.getType(point);
        if (Character.isISOControl(point) || type == Character.SURROGATE || type == Character.FORMAT) {
            excerpt.append(String.format(Locale.ROOT, point < 0x10000 ? "\\u%04x" : "\\u{%x}", point));
        } else {
            excerpt.appendCodePoint(point);
        }
    }
}
