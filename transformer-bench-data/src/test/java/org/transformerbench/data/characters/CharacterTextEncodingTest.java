package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;

class CharacterTextEncodingTest {
    private final TextEncoding encoding = new CharacterTextEncoding(Vocabulary.of("ab\n"));

    @Test
    void each_character_is_a_token_and_nothing_ends() {
        assertThat(encoding.encode("b\nab").tokens()).containsExactly(1, 2, 0, 1);
        assertThat(encoding.decode(1, 2, 0)).isEqualTo("b\na");
        assertThat(encoding.kind()).isEqualTo(TextEncoding.Kind.LINE);
        assertThat(encoding.endToken()).isEmpty();
        assertThat(encoding.padToken()).isEmpty();
    }

    @Test
    void what_the_text_does_not_have_is_refused() {
        assertThatThrownBy(() -> encoding.encode("abc"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Unknown symbol 'c'");
        assertThatThrownBy(() -> encoding.encode("")).isInstanceOf(DataException.class);
    }
}
