package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ser.DefaultSerializerProvider;
import java.io.IOException;
import java.io.InputStream;
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

    /** Returns the number of kinds of values that the mapper has learned to write. */
    private static int learned() {
        return ((DefaultSerializerProvider) Json.ofLibrary().getSerializerProvider()).cachedSerializersCount();
    }

    @Test
    void how_a_record_is_written_is_found_out_once_for_all_readers_and_writers() {
        record Once(int value) {}
        int before = learned();

        new Configs().write(new Once(1));
        int after = learned();
        new Configs().write(new Once(2));

        assertThat(after).isGreaterThan(before);
        assertThat(learned()).isEqualTo(after);
    }

    /** A record of a plug-in, whose classes the shared mapper would keep for good. */
    public record Foreign(int value) {}

    private static final class PluginLoader extends ClassLoader {
        PluginLoader() {
            super(JsonTest.class.getClassLoader());
        }

        Class<?> define(Class<?> type) throws IOException {
            try (InputStream in = type.getResourceAsStream("JsonTest$Foreign.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(type.getName(), bytes, 0, bytes.length);
            }
        }
    }

    @Test
    void how_a_record_of_a_plug_in_is_written_is_not_kept() throws Exception {
        Class<?> type = new PluginLoader().define(Foreign.class);
        Record foreign = (Record) type.getConstructor(int.class).newInstance(3);
        int before = learned();

        assertThat(new Configs().write(foreign)).hasToString("{\"value\":3}");

        assertThat(learned()).isEqualTo(before);
    }
}
