package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPlaceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''             | line 1, column 1
                    ab             | line 1, column 3
                    a\\n           | line 2, column 1
                    a\\r\\nb       | line 2, column 2
                    a\\rb          | line 2, column 2
                    a\\r\\r\\nb    | line 3, column 2
                    a\\n\\nb       | line 3, column 2
                    a\\n\\rb       | line 3, column 2
                    \ufeffab       | line 1, column 3
                    a\ufeffb       | line 1, column 4
                    \ud83d\ude00b  | line 1, column 3
                    """)
    void counts_lines_of_all_systems_and_columns_in_code_points(String text, String place) {
        assertThat(TextPlace.behind(text.replace("\\n", "\n").replace("\\r", "\r")))
                .hasToString(place);
    }

    @Test
    void names_the_byte_that_is_no_part_of_a_character() {
        byte[] bytes = "\ufeffx\r\n\ud83d\ude00\u00e9?z".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 2] = (byte) 0xff;
        assertThat(TextPlace.describeMalformed(bytes))
                .isEqualTo("is not valid UTF-8: the byte at offset 12, line 2, column 3, is not part of a character;"
                        + " convert it to UTF-8 first");
    }

    @Test
    void finds_a_fault_behind_its_buffer_and_a_character_that_is_cut_off() {
        byte[] bytes = ("a".repeat(20_000) + "\n" + "\u00e9").getBytes(StandardCharsets.UTF_8);
        assertThat(TextPlace.describeMalformed(Arrays.copyOf(bytes, bytes.length - 1)))
                .contains("the byte at offset 20001, line 2, column 1,");
    }
}
