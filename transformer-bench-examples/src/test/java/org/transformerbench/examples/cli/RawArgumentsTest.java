package org.transformerbench.examples.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RawArgumentsTest {
    private static final String[] TYPED = {"sample", "--prompt", "\u00e9 \ud83d\ude42", "", "--greedy"};

    private static byte[] commandLine(Charset encoding) {
        return ("java\0-jar\0tb.jar\0" + String.join("\0", TYPED) + "\0").getBytes(encoding);
    }

    private static String[] decoded(Charset typed, Charset locale) {
        String[] decoded = new String[TYPED.length];
        for (int i = 0; i < TYPED.length; i++) {
            decoded[i] = new String(TYPED[i].getBytes(typed), locale);
        }
        return decoded;
    }

    @Test
    void letters_that_the_locale_does_not_have_are_restored() {
        String[] decoded = decoded(UTF_8, US_ASCII);
        assertThat(decoded[2]).isEqualTo("\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd");

        assertThat(RawArguments.restored(decoded, commandLine(UTF_8), US_ASCII)).containsExactly(TYPED);
    }

    @Test
    void what_is_no_utf_8_stays_as_it_was_decoded() {
        String[] decoded = decoded(ISO_8859_1, US_ASCII);

        assertThat(RawArguments.restored(decoded, commandLine(ISO_8859_1), US_ASCII))
                .containsExactly(decoded);
    }

    @Test
    void arguments_of_another_process_are_not_taken() {
        String[] others = {"sample", "\ufffd\ufffd"};
        assertThat(RawArguments.restored(others, commandLine(UTF_8), US_ASCII)).containsExactly(others);

        String[] more = new String[20];
        Arrays.fill(more, "\ufffd");
        assertThat(RawArguments.restored(more, commandLine(UTF_8), US_ASCII)).containsExactly(more);
    }
}
