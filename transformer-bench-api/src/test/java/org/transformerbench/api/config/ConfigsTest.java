package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigsTest {
    enum Norm {
        PRE_LAYER,
        POST_LAYER,
        NONE
    }

    record Sample(
            int heads,
            long tokens,
            double rate,
            boolean bias,
            Norm norm,
            Optional<Duration> time,
            OptionalLong steps,
            OptionalInt width,
            OptionalDouble stop,
            String path) {
        Sample {
            Require.within("rate", rate, 0, 2);
        }
    }

    record Nested(Sample sample, List<Integer> sizes) {}

    private static final Sample SAMPLE = new Sample(
            4,
            5_000_000_000L,
            0.125,
            true,
            Norm.POST_LAYER,
            Optional.of(Duration.ofSeconds(90)),
            OptionalLong.of(7),
            OptionalInt.of(24),
            OptionalDouble.of(0.75),
            "some/text");

    private final Configs configs = new Configs();

    record Brief(
            @Shorthand(
                    text = "late",
                    sets = {"first=false", "second=true"})
            boolean first,

            Optional<Boolean> second) {}

    @Test
    void a_shorthand_stands_for_values_and_is_not_written() {
        Brief brief = configs.with(new Brief(true, Optional.empty()), Map.of("first", "LATE"));

        assertThat(brief).isEqualTo(new Brief(false, Optional.of(true)));
        assertThat(configs.write(brief)).hasToString("{\"first\":false,\"second\":true}");
        assertThat(configs.with(brief, Map.of("first", "true"))).isEqualTo(new Brief(true, Optional.of(true)));
    }

    @Test
    void what_a_shorthand_sets_is_not_set_beside_it() {
        assertThatThrownBy(() ->
                        configs.with(new Brief(true, Optional.empty()), Map.of("first", "late", "second", "false")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("first (late) sets second too, so that second (false) must be left out");
        assertThatThrownBy(() -> configs.with(new Brief(true, Optional.empty()), Map.of("first", "later")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("first (later) must be true or false, or late; did you mean 'late'?");
    }

    record Several(List<Integer> sizes, double[] rates, Inner inner, Map<String, Integer> byName) {
        record Inner(double scale, Norm norm) {}
    }

    private static final Several SEVERAL =
            new Several(List.of(1, 2), new double[] {0.5}, new Several.Inner(1.5, Norm.NONE), Map.of("a", 1));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            sizes  | 3,4                           | [3,4]
            sizes  | 3                             | [3]
            sizes  | [3, 4]                        | [3,4]
            sizes  | []                            | []
            rates  | 1e-2, 0.25                    | [0.01,0.25]
            inner  | {"scale": 2, "norm": "none"}  | {"scale":2.0,"norm":"NONE"}
            byName | {"b": 2}                      | {"b":2}
            """)
    void lists_are_set_with_commas_and_records_as_json_and_their_text_is_read_again(
            String key, String value, String written) {
        Several changed = configs.with(SEVERAL, Map.of(key, value));

        String text = Configs.text(configs.write(changed).path(key));
        assertThat(text).isEqualTo(written);
        assertThat(configs.write(configs.with(SEVERAL, Map.of(key, text)))).isEqualTo(configs.write(changed));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            sizes  | 3,x         | sizes[1] (x) must be a whole number
            sizes  |             | sizes () must have a value
            inner  | 2           | inner of Several is of the wrong type
            inner  | {scale: 2}  | inner ({scale: 2}) must be JSON, such as {"scale":1.5,"norm":"NONE"}: line 1, column 2
            inner  | {"scal": 2} | scal
            """)
    void what_is_no_list_or_record_is_refused(String key, String value, String message) {
        Map<String, String> values = Map.of(key, value == null ? "" : value);
        assertThatThrownBy(() -> configs.with(SEVERAL, values))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_configuration_without_new_values_stays_the_same() {
        assertThat(configs.with(SAMPLE, Map.of())).isSameAs(SAMPLE);
    }

    @Test
    void names_the_keys_in_order() {
        assertThat(Configs.keys(Nested.class)).containsExactly("sample", "sizes");
    }

    @Test
    void replaces_values_of_every_type() {
        Map<String, String> values = Map.of(
                "heads", "8",
                "tokens", "6000000000",
                "rate", "1e-3",
                "bias", "false",
                "norm", "pre_layer",
                "time", "PT1M40S",
                "steps", "12",
                "width", "48",
                "stop", "0.5",
                "path", "none");

        assertThat(configs.with(SAMPLE, values))
                .isEqualTo(new Sample(
                        8,
                        6_000_000_000L,
                        0.001,
                        false,
                        Norm.PRE_LAYER,
                        Optional.of(Duration.ofSeconds(100)),
                        OptionalLong.of(12),
                        OptionalInt.of(48),
                        OptionalDouble.of(0.5),
                        "none"));
    }

    @Test
    void keeps_what_is_not_named() {
        assertThat(configs.with(SAMPLE, Map.of())).isEqualTo(SAMPLE);
    }

    @Test
    void empties_optionals_with_none_and_only_those() {
        Sample emptied = configs.with(
                SAMPLE, Map.of("time", "none", "steps", "NONE", "width", "none", "stop", "None", "norm", "none"));

        assertThat(emptied.time()).isEmpty();
        assertThat(emptied.steps()).isEmpty();
        assertThat(emptied.width()).isEmpty();
        assertThat(emptied.stop()).isEmpty();
        assertThat(emptied.norm()).isEqualTo(Norm.NONE);
    }

    @Test
    void durations_may_be_written_short() {
        assertThat(configs.with(SAMPLE, Map.of("time", "1m 30s")).time()).contains(Duration.ofSeconds(90));
        assertThat(configs.with(SAMPLE, Map.of("time", "PT40S")).time()).contains(Duration.ofSeconds(40));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "heads | abc | heads (abc) must be a whole number",
                "heads | 3.5 | heads (3.5) must be a whole number",
                "heads | none | heads (none) must be a whole number",
                "heads | 99999999999 | heads (99999999999) must be nearer to 0, it does not fit its type",
                "tokens | 1e9 | tokens (1e9) must be a whole number",
                "rate | 1,5 | rate (1,5) must be a number",
                "bias | yes | bias (yes) must be true or false",
                "norm | mid | norm (mid) must be one of PRE_LAYER, POST_LAYER, NONE",
                "norm | 1 | norm (1) must be one of PRE_LAYER, POST_LAYER, NONE",
                "time | soon | time (soon) must be a duration such as 40s, 2m or PT40S",
                "steps | many | steps (many) must be a whole number, or none",
                "width | wide | width (wide) must be a whole number, or none",
                "stop | early | stop (early) must be a number, or none",
                "heads | '' | heads () must have a value",
                "stop | ' ' | stop () must have a value, or be none",
            })
    void names_key_value_and_what_is_expected_of_a_wrong_value(String key, String value, String message) {
        assertThatThrownBy(() -> configs.with(SAMPLE, Map.of(key, value)))
                .isExactlyInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void suggests_a_known_key_for_an_unknown_one() {
        String known = " Known: heads, tokens, rate, bias, norm, time, steps, width, stop, path";
        assertThatThrownBy(() -> configs.with(SAMPLE, Map.of("haeds", "8")))
                .hasMessage("Unknown key 'haeds' of Sample; did you mean 'heads'?" + known);
        assertThatThrownBy(() -> configs.with(SAMPLE, Map.of("elephants", "8")))
                .hasMessage("Unknown key 'elephants' of Sample." + known);
    }

    @Test
    void lets_the_records_own_message_through_unchanged() {
        assertThatThrownBy(() -> configs.with(SAMPLE, Map.of("rate", "2")))
                .isExactlyInstanceOf(ConfigException.class)
                .hasMessage("rate (2.0) must be at least 0.0 and below 2.0")
                .hasNoCause();
    }

    @Test
    void reads_what_it_wrote() {
        Sample empty = new Sample(
                1,
                -1,
                1e-9,
                false,
                Norm.NONE,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                "");
        for (Sample sample : List.of(SAMPLE, empty)) {
            assertThat(configs.read(configs.write(sample), Sample.class)).isEqualTo(sample);
            Nested nested = new Nested(sample, List.of(3, 1));
            assertThat(configs.read(configs.write(nested), Nested.class)).isEqualTo(nested);
        }
        assertThat(configs.write(empty).has("steps")).isFalse();
    }

    @Test
    void writes_a_tree_that_equals_the_one_read_from_its_text() throws JsonProcessingException {
        ObjectNode tree = configs.write(SAMPLE);
        assertThat(Json.mapper().readTree(tree.toString())).isEqualTo(tree);
        assertThat(tree)
                .hasToString("{\"heads\":4,\"tokens\":5000000000,\"rate\":0.125,\"bias\":true,\"norm\":\"POST_LAYER\","
                        + "\"time\":\"PT1M30S\",\"steps\":7,\"width\":24,\"stop\":0.75,\"path\":\"some/text\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heads", "tokens", "rate", "bias", "norm", "path"})
    void reports_a_missing_component_instead_of_a_default(String key) {
        ObjectNode tree = configs.write(SAMPLE);
        tree.remove(key);
        assertThatThrownBy(() -> configs.read(tree, Sample.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage(key + " of Sample is missing");

        tree.putNull(key);
        assertThatThrownBy(() -> configs.read(tree, Sample.class)).hasMessage(key + " of Sample is missing");
    }

    @Test
    void names_the_path_of_a_wrong_value_inside() {
        ObjectNode tree = configs.write(new Nested(SAMPLE, List.of(3, 1)));
        ((ObjectNode) tree.get("sample")).put("heads", "x");
        assertThatThrownBy(() -> configs.read(tree, Nested.class))
                .hasMessage("sample.heads (x) must be a whole number");
        ((ObjectNode) tree.get("sample")).putArray("heads");
        assertThatThrownBy(() -> configs.read(tree, Nested.class))
                .hasMessageStartingWith("sample.heads of Nested is of the wrong type: ");
        ((ObjectNode) tree.get("sample")).remove("heads");
        assertThatThrownBy(() -> configs.read(tree, Nested.class)).hasMessage("sample.heads of Nested is missing");

        ObjectNode list = configs.write(new Nested(SAMPLE, List.of(3, 1)));
        list.withArray("sizes").add("many");
        assertThatThrownBy(() -> configs.read(list, Nested.class)).hasMessage("sizes[2] (many) must be a whole number");
    }

    @Test
    void rejects_an_unknown_key_in_a_tree() {
        ObjectNode tree = configs.write(SAMPLE);
        tree.put("head", 3);
        assertThatThrownBy(() -> configs.read(tree, Sample.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Unknown key 'head' of Sample; did you mean 'heads'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"de-DE", "ar-SA-u-nu-arab", "tr-TR"})
    void writes_and_reads_numbers_the_same_in_every_locale(String tag) {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(tag));
            assertThat(configs.write(SAMPLE).get("rate")).hasToString("0.125");
            assertThat(configs.with(SAMPLE, Map.of("rate", "1.5", "heads", "12", "norm", "pre_layer")))
                    .extracting(Sample::rate, Sample::heads, Sample::norm)
                    .containsExactly(1.5, 12, Norm.PRE_LAYER);
            assertThatThrownBy(() -> Require.between("digits", 1234567, 1, 7654321 - 7000000))
                    .hasMessage("digits (1234567) must be between 1 and 654321");
        } finally {
            Locale.setDefault(before);
        }
    }
}
