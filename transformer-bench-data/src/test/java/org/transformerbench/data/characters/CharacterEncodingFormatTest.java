package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;

class CharacterEncodingFormatTest {
    private final CharacterEncodingFormat format = new CharacterEncodingFormat();

    @Test
    void an_encoding_is_read_as_it_was_written() {
        Vocabulary vocabulary = Vocabulary.of("ab\n\u00e9\ud83d\ude00");
        TextEncoding encoding = new CharacterTextEncoding(vocabulary);

        TextEncoding read = format.read(format.write(encoding).orElseThrow(), vocabulary);

        assertThat(read).isEqualTo(encoding);
        assertThat(read.encode("\ud83d\ude00b").tokens()).containsExactly(4, 1);
    }

    @Test
    void what_does_not_belong_there_is_refused() {
        assertThatThrownBy(() -> format.read(Map.of("more", "1"), Vocabulary.of("ab")))
                .hasMessage("The setting 'more' is unknown");
        assertThatThrownBy(() -> format.read(Map.of(), Vocabulary.ofTokens(List.of("a", "word"))))
                .hasMessageContaining("must have no symbol of several characters");
    }
}
