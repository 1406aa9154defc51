package org.transformerbench.api.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/** A parser of durations as people write them. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class Durations {
    private static final Pattern PLAIN_SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param text {@code "40s"}, {@code "2m"}, {@code "1h30m"}, a plain number of seconds, or ISO-8601
     * @return the duration
     * @throws ConfigException if it is none of these
     */
    public static Duration parse(String text) {
        String compact = text.replace(" ", "").toUpperCase(Locale.ROOT);
        String iso = compact;
        if (PLAIN_SECONDS.matcher(compact).matches()) {
            iso = "PT" + compact + "S";
        } else if (!compact.startsWith("P")) {
            iso = "PT" + compact;
        }
        try {
            return Duration.parse(iso);
        } catch (DateTimeParseException e) {
            throw new ConfigException(
                    "'" + Excerpt.of(text) + "' is no duration; write 40s, 2m, 1h30m or a number of seconds", e);
        }
    }
}
