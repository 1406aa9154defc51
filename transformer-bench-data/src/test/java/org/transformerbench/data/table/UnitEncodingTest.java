package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Prompt;
import org.transformerbench.api.Vocabulary;

class UnitEncodingTest {
    private static final Vocabulary PAIRS = Vocabulary.ofTokens(List.of(
            "<pad>", "<unknown>", "<separator>", "<end>", " ", "=", "a", "b", "\u00e9", "\ud83d\ude00", " a", " aa"));

    private static TextEncoding pairs(Unit unit) {
        return new UnitEncoding(Layout.PAIRS, PAIRS, unit, 8, TooLong.DROP);
    }

    @Test
    void a_prompt_of_a_pair_ends_with_the_separator() {
        Prompt prompt = pairs(Unit.CHARACTER).encode("ab z=\ud83d\ude00");
        assertThat(prompt.tokens()).containsExactly(6, 7, 4, 1, 5, 9, 2);
        assertThat(prompt.unknownUnits()).isEqualTo(1);
        assertThat(prompt.cutUnits()).isZero();
        assertThat(pairs(Unit.WORD).encode("  aa a\tb\n").tokens()).containsExactly(11, 10, 1, 2);
    }

    @Test
    void a_prompt_of_a_line_begins_with_the_start_sign_and_may_have_nothing_else() {
        Vocabulary vocabulary = Vocabulary.ofTokens(List.of("<pad>", "<unknown>", "<start>", "<end>", "a", "b"));
        TextEncoding lines = new UnitEncoding(Layout.LINES, vocabulary, Unit.CHARACTER, 8, TooLong.DROP);
        assertThat(lines.encode("").tokens()).containsExactly(2);
        assertThat(lines.encode("ab").tokens()).containsExactly(2, 4, 5);
        assertThat(lines.kind()).isEqualTo(TextEncoding.Kind.LINE);
        assertThat(lines.endToken()).hasValue(3);
    }

    @Test
    void classes_have_their_names() {
        Vocabulary vocabulary =
                Vocabulary.ofTokens(List.of("<pad>", "<unknown>", "<separator>", "=", "a", "==", "=a b"));
        TextEncoding labels = new UnitEncoding(Layout.LABELS, vocabulary, Unit.CHARACTER, 8, TooLong.TRUNCATE);
        assertThat(labels.labels()).containsExactly(new TextEncoding.Label(5, "="), new TextEncoding.Label(6, "a b"));
        assertThat(labels.endToken()).isEmpty();
        assertThat(labels.padToken()).hasValue(0);
        assertThat(labels.decode(6)).isEqualTo("a b");
        assertThat(labels.decode(0, 0, 3, 4, 2)).isEqualTo("=a");
        assertThat(labels.encode("=a=a=a=a=a").cutUnits()).isEqualTo(2);
    }

    @Test
    void words_are_joined_with_spaces_and_signs_left_out() {
        assertThat(pairs(Unit.WORD).decode(11, 10, 11, 3)).isEqualTo("aa a aa");
        assertThat(pairs(Unit.CHARACTER).decode(4, 6, 1, 3)).isEqualTo(" a<unknown>");
        assertThat(pairs(Unit.CHARACTER).decode()).isEmpty();
        assertThatThrownBy(() -> pairs(Unit.WORD).decode(12)).isInstanceOf(DataException.class);
    }

    @Test
    void an_empty_or_broken_text_is_refused() {
        assertThatThrownBy(() -> pairs(Unit.WORD).encode(" \t"))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("is empty");
        assertThatThrownBy(() -> pairs(Unit.CHARACTER).encode("a\ud83d")).hasMessageContaining("half a character");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_text_of_known_units_comes_back(long seed) {
        List<String> symbols = List.of(" ", "=", "a", "b", "\u00e9", "\ud83d\ude00");
        String text = new SplittableRandom(seed)
                .ints(1 + seed % 8, 0, symbols.size())
                .mapToObj(symbols::get)
                .collect(Collectors.joining());
        TextEncoding encoding = pairs(Unit.CHARACTER);
        assertThat(encoding.decode(encoding.encode(text).tokens())).isEqualTo(text);
    }
}
