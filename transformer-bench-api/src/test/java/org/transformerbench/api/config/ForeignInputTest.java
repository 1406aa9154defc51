package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that fuzzing has found, and their neighbours: refusals keep their place, and quote no more than a message can bear. */
class ForeignInputTest {
    record Inner(int heads) {
        Inner {
            Require.atLeast("heads", heads, 1);
        }
    }

    record Outer(int size, Inner inner, List<Integer> sizes) {}

    private final ObjectMapper mapper = Json.mapper();
    private final Configs configs = new Configs();

    @Test
    void a_number_beyond_its_type_is_named_with_its_key() {
        assertRefused(
                "{\"size\":2147483648,\"inner\":{\"heads\":1},\"sizes\":[]}",
                "size of Outer: Numeric value (2147483648) out of range of int");
    }

    @Test
    void a_nested_record_that_rejects_its_values_is_named() {
        assertRefused("{\"size\":1,\"inner\":{\"heads\":0},\"sizes\":[]}", "inner: heads (0) must be at least 1");
    }

    @Test
    void nothing_in_a_list_is_named_with_its_index() {
        assertRefused("{\"size\":1,\"inner\":{\"heads\":1},\"sizes\":[1,null]}", "sizes[1] of Outer is missing");
    }

    @Test
    void a_message_holds_neither_all_of_a_long_value_nor_what_moves_the_cursor() {
        String value = "a\u001b[2J" + "x".repeat(900);
        Outer outer = new Outer(1, new Inner(1), List.of());
        assertThatThrownBy(() -> configs.with(outer, Map.of("size", value)))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith("size (a\\u001b[2Jxxx")
                .contains("... (905 characters)) must be a whole number")
                .hasSizeLessThan(300);
        assertThatThrownBy(() -> configs.with(outer, Map.of(value, "1")))
                .message()
                .startsWith("Unknown key 'a\\u001b[2Jxxx")
                .hasSizeLessThan(300);
        assertThatThrownBy(() -> Durations.parse(value)).message().hasSizeLessThan(300);
    }

    @Test
    void a_rule_quotes_its_value_in_the_same_way() {
        assertThatThrownBy(() -> Require.that(false, "preset", "a\u001b[2J", "must be plain"))
                .hasMessage("preset (a\\u001b[2J) must be plain");
    }

    @Test
    void an_excerpt_cuts_no_character_in_half() {
        String smileys = "\ud83d\ude00".repeat(150);
        assertThat(Excerpt.of(smileys)).isEqualTo("\ud83d\ude00".repeat(100) + "... (300 characters)");
        assertThat(Excerpt.of("gr\u00f6\u00dfe \u202e\ud800\n")).isEqualTo("gr\u00f6\u00dfe \\u202e\\ud800\\u000a");
    }

    @Test
    void a_line_holds_all_of_a_text() {
        assertThat(Excerpt.line("two\r\nlines\n" + "x".repeat(300) + "\u001b[2J"))
                .isEqualTo("two lines " + "x".repeat(300) + "\\u001b[2J");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"size\": 1, \"size\": 2}",
                "{\"size\": 01}",
                "{\"size\": NaN}",
                "{\"size\": 1} {}",
                "{\"size\": 1",
                "\u0000"
            })
    void what_is_no_json_has_a_place(String text) {
        assertNoJson(text, "line 1, column \\d+: .+");
    }

    @Test
    void limits_of_length_and_depth_have_a_place_too() {
        assertNoJson("{\n\"size\": " + "1".repeat(1001) + "}", "line 2, column \\d+: Number value length .+");
        assertNoJson("[".repeat(100_000), "line 1, column \\d+: Document nesting depth .+");
        assertNoJson("{\"" + "x".repeat(50_001) + "\":1}", "line 1, column \\d+: Name length .+");
    }

    private void assertRefused(String json, String message) {
        assertThatThrownBy(() -> configs.read((ObjectNode) mapper.readTree(json), Outer.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    private void assertNoJson(String text, String message) {
        assertThatThrownBy(() -> Json.tree(text))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        e -> assertThat(Json.explain(e)).matches(message));
    }
}
