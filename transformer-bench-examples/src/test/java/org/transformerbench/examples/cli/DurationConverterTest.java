package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({
        "40s, 40000",
        "2m, 120000",
        "1h, 3600000",
        "1h30m, 5400000",
        "2 m, 120000",
        "90, 90000",
        "0.5, 500",
        "1.5s, 1500",
        "PT40S, 40000",
        "pt2m, 120000",
        "P1D, 86400000"
    })
    void reads_friendly_and_iso_durations(String text, long millis) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "40x", "s", "5 apples", "PT"})
    void explains_what_would_be_right(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is no duration; write 40s, 2m, 1h30m or a number of seconds");
    }
}
