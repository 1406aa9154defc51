package org.transformerbench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;

class VocabularyTest {
    private static final Vocabulary DIGITS = Vocabulary.of("0123456789.=+-m|");

    @Test
    void numbers_symbols_in_the_given_order() {
        assertThat(DIGITS.size()).isEqualTo(16);
        assertThat(DIGITS.encode("99=m|0")).containsExactly(9, 9, 11, 14, 15, 0);
        assertThat(DIGITS.decode(1, 2, 12, 3, 11)).isEqualTo("12+3=");
        assertThat(DIGITS.symbols()).isEqualTo("0123456789.=+-m|");
    }

    @Test
    void sorts_the_distinct_characters_of_a_text_by_code_point() {
        assertThat(Vocabulary.ofText("b\na z\u00e9\ud83d\ude00ab").symbols()).isEqualTo("\n abz\u00e9\ud83d\ude00");
    }

    @Test
    void counts_a_character_outside_of_the_basic_plane_as_one() {
        Vocabulary smileys = Vocabulary.of("a\ud83d\ude00b");
        assertThat(smileys.size()).isEqualTo(3);
        assertThat(smileys.encode("b\ud83d\ude00a\ud83d\ude00")).containsExactly(2, 1, 0, 1);
        assertThat(smileys.decode(1, 2)).isEqualTo("\ud83d\ude00b");
    }

    @Test
    void encodes_and_decodes_nothing() {
        assertThat(DIGITS.encode("")).isEmpty();
        assertThat(DIGITS.decode()).isEmpty();
    }

    @Test
    void names_an_unknown_symbol_and_its_place() {
        assertThatThrownBy(() -> DIGITS.encode("12*4"))
                .isInstanceOf(DataException.class)
                .hasMessage("Unknown symbol '*' (U+002A) at position 2; the vocabulary has the 16 symbols"
                        + " \"0123456789.=+-m|\"");
        assertThatThrownBy(() -> Vocabulary.of("a\n").encode("a\t"))
                .hasMessage("Unknown symbol U+0009 at position 1; the vocabulary has the 2 symbols \"a\\u000a\"");
    }

    @Test
    void names_an_id_outside_of_the_vocabulary() {
        assertThatThrownBy(() -> DIGITS.decode(3, 16))
                .isInstanceOf(DataException.class)
                .hasMessage("Token id 16 at position 1 is outside of [0, 16)");
        assertThatThrownBy(() -> DIGITS.decode(-1)).isInstanceOf(DataException.class);
    }

    @Test
    void rejects_a_symbol_that_stands_twice_and_a_single_symbol() {
        assertThatThrownBy(() -> Vocabulary.of("abca"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The symbol 'a' (U+0061) stands twice, at 0 and 3");
        assertThatThrownBy(() -> Vocabulary.of("a")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> Vocabulary.ofText("aaaa"))
                .hasMessage("number of distinct characters (1) must be at least 2");
    }

    @Test
    void rejects_half_a_character_because_two_halves_would_be_read_back_as_one() {
        assertThatThrownBy(() -> Vocabulary.of("ab\ud83d"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("The symbol U+D83D at 2 is half a character");
        assertThatThrownBy(() -> Vocabulary.ofText("\ude00a\ud83d")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> DIGITS.encode("1\ud83d"))
                .hasMessageStartingWith("Unknown symbol U+D83D at position 1;");
    }

    @Test
    void an_unknown_symbol_is_reported_with_the_first_symbols_of_a_long_vocabulary() {
        StringBuilder many = new StringBuilder();
        for (int point = 0x4e00; point < 0x4e00 + 20_000; point++) {
            many.appendCodePoint(point);
        }
        assertThatThrownBy(() -> Vocabulary.of(many.toString()).encode("a"))
                .message()
                .contains("the vocabulary has the 20000 symbols \"\u4e00\u4e01")
                .endsWith("... (20000 characters)\"")
                .hasSizeLessThan(300);
    }

    @Test
    void equals_a_vocabulary_of_the_same_symbols_in_the_same_order() {
        assertThat(Vocabulary.ofText("cabba"))
                .isEqualTo(Vocabulary.of("abc"))
                .hasSameHashCodeAs(Vocabulary.of("abc"))
                .isNotEqualTo(Vocabulary.of("acb"))
                .hasToString("Vocabulary[3: \"abc\"]");
    }

    @Test
    void symbols_may_have_several_characters() {
        Vocabulary words = Vocabulary.ofTokens(List.of("<end>", "a", " aa", " r"));
        assertThat(words.size()).isEqualTo(4);
        assertThat(words.decode(1, 2, 3, 0)).isEqualTo("a aa r<end>");
        assertThat(words.tokens()).containsExactly("<end>", "a", " aa", " r");
        assertThat(words.idOf(" r")).hasValue(3);
        assertThat(words.idOf("r")).isEmpty();
        assertThat(words.isOfCharacters()).isFalse();
        assertThat(DIGITS.isOfCharacters()).isTrue();
        assertThat(words.encode("aa")).containsExactly(1, 1);
        assertThatThrownBy(() -> words.encode("r")).isInstanceOf(DataException.class);
        assertThat(Vocabulary.ofTokens(List.of("a", "b"))).isEqualTo(Vocabulary.of("ab"));
        assertThat(Vocabulary.ofTokens(List.of("ab", "c"))).isNotEqualTo(Vocabulary.ofTokens(List.of("a", "bc")));
        assertThatThrownBy(() -> Vocabulary.ofTokens(List.of("ab", "c", "ab")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The symbol 'ab' stands twice, at 0 and 2");
        assertThatThrownBy(() -> Vocabulary.ofTokens(List.of("ab", ""))).hasMessage("The symbol at 1 is empty");
        assertThatThrownBy(() -> Vocabulary.ofTokens(List.of("ab", "c\ud83d")))
                .hasMessageContaining("half a character");
    }

    record Holder(Vocabulary vocabulary) {}

    @Test
    void is_a_text_in_json_where_that_tells_its_symbols_and_else_a_list() {
        Configs configs = new Configs();
        for (Vocabulary vocabulary : List.of(DIGITS, Vocabulary.ofTokens(List.of("<end>", "a", " aa")))) {
            Holder holder = new Holder(vocabulary);
            assertThat(configs.read(configs.write(holder), Holder.class)).isEqualTo(holder);
        }
        assertThat(configs.write(new Holder(DIGITS))).hasToString("{\"vocabulary\":\"0123456789.=+-m|\"}");
        assertThatThrownBy(() -> configs.read(configs.write(new Holder(DIGITS)).put("vocabulary", 12), Holder.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be a text, or a list of texts");
    }
}
