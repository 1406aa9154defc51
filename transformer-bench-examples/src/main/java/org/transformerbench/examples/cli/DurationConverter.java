package org.transformerbench.examples.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as people write them: 40s, 2m, 1h30m, plain seconds; or ISO-8601. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern PLAIN_SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

    @Override
    public Duration convert(String text) {
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
            throw new TypeConversionException(
                    "'" + text + "' is no duration; write 40s, 2m, 1h30m or a number of seconds");
        }
    }
}
