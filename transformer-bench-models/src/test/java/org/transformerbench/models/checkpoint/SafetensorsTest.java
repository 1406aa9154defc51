package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Tensor;

class SafetensorsTest {
    private final Safetensors safetensors = new Safetensors();

    @TempDir
    private Path folder;

    @Test
    void reads_what_it_wrote_in_the_same_order() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z.weight", Tensor.of(new float[] {1, -2.5f, Float.MIN_VALUE, 4, 5, 6}, 2, 3));
        tensors.put("a.scalar", Tensor.of(new float[] {7}));
        tensors.put("empty", Tensor.of(new float[0], 0, 4));
        Path file = folder.resolve("sub/model.safetensors");
        safetensors.write(file, tensors);
        assertThat(safetensors.read(file)).containsExactlyEntriesOf(tensors);
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void reads_the_notes_that_it_wrote() throws IOException {
        Path file = folder.resolve("model.safetensors");
        safetensors.write(file, Map.of("w", Tensor.of(new float[] {1}, 1)), Map.of("who", "\u00e9 \"x\""));
        assertThat(safetensors.readMetadata(file))
                .containsOnly(Map.entry("format", "pt"), Map.entry("who", "\u00e9 \"x\""));
        assertThat(safetensors.read(file)).containsOnlyKeys("w");
    }

    @Test
    void writes_a_header_of_a_multiple_of_eight_bytes() throws IOException {
        Path file = folder.resolve("model.safetensors");
        safetensors.write(file, Map.of("odd-name", Tensor.of(new float[] {1}, 1)));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(0) % 8).isZero();
        assertThat(bytes.getFloat((int) (8 + bytes.getLong(0)))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "F64, 000000000000F0BF, -1",
        "F32, 0000C03F, 1.5",
        "BF16, C03F, 1.5",
        "F16, 003E, 1.5",
        "F16, 0100, 5.9604645E-8",
        "F16, FFFB, -65504",
        "F16, 007C, Infinity",
        "I32, FEFFFFFF, -2",
        "I64, 0700000000000000, 7"
    })
    void reads_other_types_as_float32(String dtype, String hex, float expected) throws IOException {
        byte[] data = java.util.HexFormat.of().parseHex(hex);
        Path file = file(
                "{\"t\":{\"dtype\":\"" + dtype + "\",\"shape\":[1],\"data_offsets\":[0," + data.length + "]}}", data);
        assertThat(safetensors.read(file).get("t").values()).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[];                                                                 its header is no JSON object",
                "{\"t\";                                                             its header is no JSON",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} x; its header is no JSON",
                "{\"t\":{\"dtype\":\"U7\",\"shape\":[1],\"data_offsets\":[0,4]}};    unknown dtype \"U7\"",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}};   has the shape [2]",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,4]}};   takes 4 bytes, its shape 0",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}};  has the shape [-1]",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}; has the shape",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}};   lies at 4 to 8",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}};     has no two data_offsets",
                "{\"t\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}};                 has no shape",
                "{};                                                                 its tensors take 0 bytes of the 4"
            })
    void rejects_a_broken_header_with_its_reason(String header, String reason) throws IOException {
        Path file = file(header, new byte[4]);
        assertThatThrownBy(() -> safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void rejects_a_header_that_is_longer_than_the_file() throws IOException {
        Path file = folder.resolve("long.safetensors");
        Files.write(
                file,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Long.MAX_VALUE)
                        .array());
        assertThatThrownBy(() -> safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("its header's length 9223372036854775807 does not fit its size 16");
    }

    @Test
    void rejects_a_file_without_header() throws IOException {
        Path file = Files.write(folder.resolve("short.safetensors"), new byte[7]);
        assertThatThrownBy(() -> safetensors.read(file)).hasMessageContaining("shorter than the 8 bytes");
    }

    private Path file(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).put(data);
        return Files.write(folder.resolve("made.safetensors"), bytes.array());
    }
}
