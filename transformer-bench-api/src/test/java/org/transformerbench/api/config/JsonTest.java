package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    record Point(int x, double y, OptionalLong label) {}

    private final ObjectMapper mapper = Json.mapper();

    @Test
    void reads_a_record_and_an_absent_optional_as_empty() throws JsonProcessingException {
        assertThat(mapper.readValue("{\"x\":3,\"y\":0.5}", Point.class))
                .isEqualTo(new Point(3, 0.5, OptionalLong.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x\":3,\"y\":1,\"z\":2}      | Unrecognized field \"z\"",
                "{\"x\":3,\"x\":4,\"y\":1}      | Duplicate field 'x'",
                "{\"x\":3,\"y\":1} {}           | Trailing token",
                "{\"x\":3,\"y\":1} tail         | Unrecognized token",
                "{\"x\":null,\"y\":1}           | Cannot map `null` into type `int`",
                "{\"x\":3,\"y\":null}           | Cannot map `null` into type `double`",
                "{\"y\":1}                      | Cannot map `null` into type `int`",
                "{\"x\":3.5,\"y\":1}            | Cannot coerce Floating-point value",
            })
    void rejects_what_is_not_exactly_the_record(String json, String message) {
        assertThatThrownBy(() -> mapper.readValue(json, Point.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining(message);
    }

    @Test
    void rejects_a_duplicate_key_in_a_tree() {
        assertThatThrownBy(() -> mapper.readTree("{\"a\":{\"b\":1,\"b\":1}}"))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("Duplicate field 'b'");
    }

    @Test
    void keeps_numbers_that_are_not_finite() throws JsonProcessingException {
        String json = mapper.writeValueAsString(new Point(1, Double.NaN, OptionalLong.of(4)));
        JsonNode tree = mapper.readTree(json);
        assertThat(tree.get("y").asText()).isEqualTo("NaN");
        assertThat(mapper.readValue(json, Point.class).y()).isNaN();
    }
}
