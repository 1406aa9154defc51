package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;

class TableEncodingFormatTest {
    private static final List<String> UNITS = List.of("a", "b", "=", " ", "\u00e9", "\ud83d\ude00", " a", " bb");

    private final TableEncodingFormat format = new TableEncodingFormat();

    private static Vocabulary vocabulary(Layout layout) {
        List<String> tokens = new ArrayList<>(layout.signs());
        tokens.addAll(UNITS);
        if (layout == Layout.LABELS) {
            tokens.addAll(List.of("=one", "=two words"));
        }
        return Vocabulary.ofTokens(tokens);
    }

    private static <E> E any(E[] constants, SplittableRandom random) {
        return constants[random.nextInt(constants.length)];
    }

    @ParameterizedTest
    @EnumSource
    void an_encoding_is_read_as_it_was_written_and_reads_the_same_text(Layout layout) {
        SplittableRandom random = new SplittableRandom(layout.ordinal());
        Vocabulary vocabulary = vocabulary(layout);
        for (int i = 0; i < 200; i++) {
            TextEncoding encoding = new UnitEncoding(
                    layout,
                    vocabulary,
                    any(Unit.values(), random),
                    random.nextInt(4, 1000),
                    any(TooLong.values(), random));

            TextEncoding read = format.read(format.write(encoding).orElseThrow(), vocabulary);

            assertThat(read).isEqualTo(encoding);
            String text = "a" + any(new String[] {"", "b\u00e9", " bb", "= ?"}, random);
            assertThat(read.encode(text).tokens())
                    .isEqualTo(encoding.encode(text).tokens());
            assertThat(read.decode(0, 4, 5, 6)).isEqualTo(encoding.decode(0, 4, 5, 6));
            assertThat(read.labels()).isEqualTo(encoding.labels());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "layout     | LABELS | RINGS | layout (RINGS) must be one of [LINES, PAIRS, LABELS]",
                "layout     | LABELS | LINES | must begin with the signs [<pad>, <unknown>, <start>, <end>]",
                "promptUnit | WORD   | word  | promptUnit (word) must be one of [CHARACTER, WORD]",
                "maxLength  | 8      | 0     | maxLength (0) must be at least 1",
                "maxLength  | 8      | many  | maxLength (many) must be a whole number of 32 bits",
                "tooLong    | DROP   | KEEP  | tooLong (KEEP) must be one of [DROP, TRUNCATE]"
            })
    void settings_that_are_not_valid_are_refused(String name, String right, String wrong, String message) {
        Vocabulary vocabulary = vocabulary(Layout.LABELS);
        Map<String, String> settings = new LinkedHashMap<>(
                format.write(new UnitEncoding(Layout.LABELS, vocabulary, Unit.WORD, 8, TooLong.DROP))
                        .orElseThrow());
        assertThat(settings).containsEntry(name, right);
        settings.put(name, wrong);

        assertThatThrownBy(() -> format.read(settings, vocabulary))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void labels_need_two_classes() {
        Map<String, String> settings = format.write(
                        new UnitEncoding(Layout.LABELS, vocabulary(Layout.LABELS), Unit.WORD, 8, TooLong.DROP))
                .orElseThrow();
        Vocabulary one = Vocabulary.ofTokens(List.of("<pad>", "<unknown>", "<separator>", "a", "=one"));

        assertThatThrownBy(() -> format.read(settings, one)).hasMessageContaining("must have at least two classes");
    }
}
