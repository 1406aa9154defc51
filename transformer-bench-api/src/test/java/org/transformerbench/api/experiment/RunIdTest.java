package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.config.Json;

class RunIdTest {
    private static final String SPECIFICATION =
            "{\"task\":\"addition\",\"rate\":0.001,\"seed\":7,\"none\":null,\"all\":[true,\"für \\\"x\\\"\",{\"b\":1,\"a\":2}]}";

    private static ObjectNode parsed(String json) throws JsonProcessingException {
        return Json.mapper().readValue(json, ObjectNode.class);
    }

    @Test
    void canonical_text_has_sorted_keys_and_no_white_space() throws JsonProcessingException {
        assertThat(RunId.canonical(parsed(SPECIFICATION)))
                .isEqualTo(
                        "{\"all\":[true,\"für \\\"x\\\"\",{\"a\":2,\"b\":1}],\"none\":null,\"rate\":0.001,\"seed\":7,\"task\":\"addition\"}");
    }

    /** Printed by: printf '...' | sha256sum. Should it ever change, no results of before are found again. */
    @Test
    void the_id_is_the_same_for_all_time() throws JsonProcessingException {
        assertThat(RunId.of(parsed(SPECIFICATION))).isEqualTo("b4322722ffee3d20");
    }

    @Test
    void order_of_keys_and_locale_do_not_matter() throws JsonProcessingException {
        String id = RunId.of(parsed("{\"i\":1,\"I\":0.5}"));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(RunId.of(parsed("{\"I\":0.5, \"i\":1}"))).isEqualTo(id);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1e-3, 0.001",
        "1.0, 1",
        "1, 1",
        "2048, 2048",
        "20000, 2E+4",
        "2e23, 2E+23",
        "2.2250738585072014E-308, 2.2250738585072014E-308",
        "4.9e-324, 5E-324",
        "0.1, 0.1",
        "-0.30000000000000004, -0.30000000000000004",
        "9007199254740993, 9007199254740993",
        "0, 0",
        "0.0, 0"
    })
    void numbers_are_as_short_as_can_be(String typed, String shortest) throws JsonProcessingException {
        assertThat(RunId.canonical(parsed("{\"n\":" + typed + "}"))).isEqualTo("{\"n\":" + shortest + "}");
    }

    @Test
    void any_other_value_is_another_run() throws JsonProcessingException {
        assertThat(RunId.of(parsed(SPECIFICATION.replace("0.001", "0.0010000000000000002"))))
                .isNotEqualTo(RunId.of(parsed(SPECIFICATION)));
    }
}
