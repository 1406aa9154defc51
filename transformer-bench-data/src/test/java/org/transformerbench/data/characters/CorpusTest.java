package org.transformerbench.data.characters;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.DataException;

class CorpusTest {
    @TempDir
    Path folder;

    @Test
    void the_vocabulary_is_the_sorted_distinct_characters_of_the_whole_text() throws IOException {
        Corpus corpus = Corpus.read(file("banana\r\nBand\n".getBytes(UTF_8)));

        assertThat(corpus.vocabulary().symbols()).isEqualTo("\n\rBabdn");
        assertThat(corpus.vocabulary().decode(corpus.tokens())).isEqualTo("banana\r\nBand\n");
    }

    @Test
    void a_token_is_a_code_point_also_beyond_16_bits() throws IOException {
        Corpus corpus = Corpus.read(file("a€𝄞é𝄞".getBytes(UTF_8)));

        assertThat(corpus.tokens()).containsExactly(0, 2, 3, 1, 3);
    }

    @Test
    void a_byte_order_mark_is_no_letter_of_the_text() throws IOException {
        Corpus marked = Corpus.read(file("\ufeffabba".getBytes(UTF_8)));
        Corpus plain = Corpus.read(file("abba".getBytes(UTF_8)));

        assertThat(marked.vocabulary().symbols()).isEqualTo("ab");
        assertThat(marked.tokens()).isEqualTo(plain.tokens());
    }

    /** By sha256sum of the file without the mark. */
    @Test
    void the_checksum_is_that_of_the_text_with_or_without_a_byte_order_mark() throws IOException {
        assertThat(Corpus.read(file("abba\n".getBytes(UTF_8))).checksum())
                .isEqualTo("sha256:7dda11dcb285be6bc868516565d78b93a6915dc203e9e880956dabeab880c38a");
        assertThat(Corpus.read(file("\ufeffabba\n".getBytes(UTF_8))).checksum())
                .isEqualTo("sha256:7dda11dcb285be6bc868516565d78b93a6915dc203e9e880956dabeab880c38a");
    }

    @Test
    void rejects_invalid_utf_8_and_names_the_byte() throws IOException {
        Path file = file("très bien".getBytes(ISO_8859_1));

        assertThatThrownBy(() -> Corpus.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("not valid UTF-8: the byte at offset 2, line 1, column 3, is ");
    }

    @Test
    void counts_the_offset_of_an_invalid_byte_in_bytes_and_not_in_characters() throws IOException {
        byte[] text = "€€x".getBytes(UTF_8);
        text[6] = (byte) 0xff;
        Path file = file(text);

        assertThatThrownBy(() -> Corpus.read(file)).hasMessageContaining("the byte at offset 6, line 1, column 3, is ");
    }

    @Test
    void rejects_a_text_that_ends_inside_of_a_character() throws IOException {
        Path file = file(Arrays.copyOf("ab€".getBytes(UTF_8), 4));

        assertThatThrownBy(() -> Corpus.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the byte at offset 2, ");
    }

    @Test
    void rejects_an_empty_file() throws IOException {
        Path file = file(new byte[0]);

        assertThatThrownBy(() -> Corpus.read(file))
                .isInstanceOf(DataException.class)
                .hasMessage("The text " + file + " is empty");
    }

    @Test
    void rejects_a_missing_file() {
        Path file = folder.resolve("nowhere.txt");

        assertThatThrownBy(() -> Corpus.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The text " + file + " does not exist");
    }

    @Test
    void rejects_a_folder() {
        assertThatThrownBy(() -> Corpus.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessage("The text " + folder + " is a folder; a UTF-8 text file is needed");
    }

    @Test
    void rejects_a_text_of_one_symbol() throws IOException {
        Path file = file("aaaaaaaa".getBytes(UTF_8));

        assertThatThrownBy(() -> Corpus.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file + " consists of one symbol only");
    }

    @Test
    void rejects_a_file_that_is_too_large_before_it_is_read() throws IOException {
        Path file = folder.resolve("large.txt");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(Corpus.MAX_BYTES + 1);
        }

        assertThatThrownBy(() -> Corpus.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has 536870913 bytes; at most 536870912");
    }

    @Test
    void rejects_unknown_symbols_when_a_prompt_is_encoded() throws IOException {
        Corpus corpus = Corpus.read(file("abc".getBytes(UTF_8)));

        assertThatThrownBy(() -> corpus.vocabulary().encode("cab7"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'7' (U+0037) at position 3");
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("text.txt"), content);
    }
}
