package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    private static final String SPECIFICATION =
            "{\"task\":\"addition\",\"rate\":0.001,\"seed\":7,\"none\":null,\"all\":[true,\"für \\\"x\\\"\",{\"b\":1,\"a\":2}]}";

    private static ObjectNode parsed(String json) throws JsonProcessingException {
        return Json.mapper().readValue(json, ObjectNode.class);
    }

    @Test
    void canonical_text_has_sorted_keys_and_no_white_space() throws JsonProcessingException {
        assertThat(CanonicalJson.text(parsed(SPECIFICATION)))
                .isEqualTo(
                        "{\"all\":[true,\"für \\\"x\\\"\",{\"a\":2,\"b\":1}],\"none\":null,\"rate\":0.001,\"seed\":7,\"task\":\"addition\"}");
    }

    /** Printed by: printf '...' | sha256sum. Should it ever change, no results of before are found again. */
    @Test
    void the_hash_is_the_same_for_all_time() throws JsonProcessingException {
        assertThat(CanonicalJson.hash(parsed(SPECIFICATION)))
                .isEqualTo("sha256:b4322722ffee3d205afc326aa3f2664a8a5382be6648dd89828456d0a3bf2c7e");
    }

    @Test
    void order_of_keys_and_locale_do_not_matter() throws JsonProcessingException {
        String hash = CanonicalJson.hash(parsed("{\"i\":1,\"I\":0.5}"));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(CanonicalJson.hash(parsed("{\"I\":0.5, \"i\":1}"))).isEqualTo(hash);
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
        assertThat(CanonicalJson.text(parsed("{\"n\":" + typed + "}"))).isEqualTo("{\"n\":" + shortest + "}");
    }

    @Test
    void any_other_value_has_another_hash() throws JsonProcessingException {
        assertThat(CanonicalJson.hash(parsed(SPECIFICATION.replace("0.001", "0.0010000000000000002"))))
                .isNotEqualTo(CanonicalJson.hash(parsed(SPECIFICATION)));
    }
}
