package org.transformerbench.examples.cli;

import java.time.Duration;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Durations;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A converter of durations such as 40s, 2m, 1h30m, plain seconds, or ISO-8601. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Durations.parse(text);
        } catch (ConfigException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
