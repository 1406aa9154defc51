package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTextTest {

    @ParameterizedTest
    @CsvSource({
        "0.001, 1e-3",
        "0.0003, 3e-4",
        "0.00015, 1.5e-4",
        "0.01, 1e-2",
        "0.1, 0.1",
        "1, 1",
        "20, 20",
        "1000, 1000",
        "1e30, 1e30",
        "2500, 2.5e3",
        "4.9e-324, 4.9e-324"
    })
    void learning_rates_are_short(double value, String text) {
        assertThat(LearningRateText.of(value)).isEqualTo(text);
    }
}
