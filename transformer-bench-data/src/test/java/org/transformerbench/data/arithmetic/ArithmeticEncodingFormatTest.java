package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;

class ArithmeticEncodingFormatTest {
    private final ArithmeticEncodingFormat format = new ArithmeticEncodingFormat();

    @ParameterizedTest
    @EnumSource
    void an_encoding_is_read_as_it_was_written_and_reads_the_same_text(Operator operator) {
        SplittableRandom random = new SplittableRandom(operator.ordinal());
        Vocabulary symbols = ArithmeticEncoding.vocabulary(operator);
        for (int i = 0; i < 200; i++) {
            int left = random.nextInt(1, 10);
            int right = random.nextInt(1, 10);
            TextEncoding encoding = new ArithmeticTextEncoding(
                    operator,
                    new ArithmeticEncoding(
                            left,
                            right,
                            operator.resultWidth(left, right),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean()));

            TextEncoding read = format.read(format.write(encoding).orElseThrow(), symbols);

            assertThat(read).isEqualTo(encoding);
            String problem = random.nextInt(1, 10) + String.valueOf(operator.symbol()) + random.nextInt(1, 10);
            assertThat(read.encode(problem).tokens())
                    .isEqualTo(encoding.encode(problem).tokens());
            assertThat(read.endToken()).isEqualTo(encoding.endToken());
            assertThat(read.padToken()).isEqualTo(encoding.padToken());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "operator, PLUS, MINUS, ok",
        "operator, PLUS, TIMES, vocabulary (0123456789.=+-m|) must be 0123456789.=+-m|*",
        "operator, PLUS, plus, operator (plus) must be one of [PLUS; MINUS; TIMES]",
        "leftWidth, 3, 19, leftWidth (19) must be between 1 and 18",
        "rightWidth, 3, '', rightWidth () must be a whole number of 32 bits",
        "resultWidth, 4, 4.0, resultWidth (4.0) must be a whole number of 32 bits",
        "padded, true, yes, padded (yes) must be true or false"
    })
    void settings_that_are_not_valid_are_refused(String name, String right, String wrong, String message) {
        Map<String, String> settings = new LinkedHashMap<>(
                format.write(new ArithmeticTextEncoding(Operator.PLUS, ArithmeticEncoding.ofDigits(3, false)))
                        .orElseThrow());
        assertThat(settings).containsEntry(name, right);
        settings.put(name, wrong);
        if (message.equals("ok")) {
            assertThat(format.read(settings, ArithmeticEncoding.VOCABULARY).kind())
                    .isEqualTo(TextEncoding.Kind.ANSWER);
        } else {
            assertThatThrownBy(() -> format.read(settings, ArithmeticEncoding.VOCABULARY))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(message.replace(';', ','));
        }
    }

    @Test
    void settings_that_are_missing_or_unknown_are_refused() {
        Map<String, String> settings = new LinkedHashMap<>(
                format.write(new ArithmeticTextEncoding(Operator.PLUS, ArithmeticEncoding.ofDigits(3, false)))
                        .orElseThrow());
        settings.put("base", "10");
        assertThatThrownBy(() -> format.read(settings, ArithmeticEncoding.VOCABULARY))
                .hasMessage("The setting 'base' is unknown");
        settings.remove("base");
        settings.remove("padded");
        assertThatThrownBy(() -> format.read(settings, ArithmeticEncoding.VOCABULARY))
                .hasMessage("padded (null) must be given");
    }
}
