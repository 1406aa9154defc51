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
        "I64, 0700000000000000, 7",
        "I16, FEFF, -2",
        "I8, FE, -2",
        "U8, FE, 254",
        "BOOL, 01, 1"
    })
    void reads_other_types_as_float32(String dtype, String hex, float expected) throws IOException {
        byte[] data = java.util.HexFormat.of().parseHex(hex);
        Path file = file(
                "{\"t\":{\"dtype\":\"" + dtype + "\",\"shape\":[1],\"data_offsets\":[0," + data.length + "]}}", data);
        assertThat(safetensors.read(file).get("t").values()).containsExactly(expected);
    }

    @Test
    void reads_the_types_of_the_elements() throws IOException {
        Path file = file(
                "{\"mask\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]},"
                        + "\"w\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[2,4]}}",
                new byte[4]);
        assertThat(safetensors.readDtypes(file)).containsExactly(Map.entry("mask", "BOOL"), Map.entry("w", "BF16"));
    }

    @Test
    void reads_notes_and_tensors_at_once() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Map<String, Tensor> tensors = Map.of("w", Tensor.of(new float[] {1, 2}, 2));
        safetensors.write(file, tensors, Map.of("a", "b"));
        assertThat(safetensors.readFile(file))
                .isEqualTo(new SafetensorsFile(Map.of("format", "pt", "a", "b"), tensors));
    }

    @Test
    void reads_and_writes_tensors_that_are_longer_than_a_chunk() throws IOException {
        float[] values = new float[100_003];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Path file = folder.resolve("long.safetensors");
        safetensors.write(file, Map.of("w", Tensor.of(values, values.length)));
        assertThat(safetensors.read(file).get("w").values()).isEqualTo(values);
    }

    @Test
    void a_folder_is_no_file_of_tensors() {
        assertThatThrownBy(() -> safetensors.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(folder + " is a folder; a safetensors file is needed");
    }

    @Test
    void notes_may_be_as_long_as_the_curve_of_a_long_run() throws IOException {
        Path file = folder.resolve("notes.safetensors");
        String text = "0123456789".repeat(2_100_000);
        safetensors.write(file, Map.of("w", Tensor.of(new float[] {1}, 1)), Map.of("curve", text));
        assertThat(safetensors.readMetadata(file).get("curve").equals(text)).isTrue();
    }

    @Test
    void notes_that_no_header_can_hold_leave_the_old_file_alone() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.safetensors"), "old");
        String text = "0123456789".repeat(10_000_000);
        assertThatThrownBy(() ->
                        safetensors.write(file, Map.of("w", Tensor.of(new float[] {1}, 1)), Map.of("curve", text)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the format allows 100000000");
        assertThat(file).hasContent("old");
    }

    @Test
    void does_not_write_a_tensor_under_the_name_of_the_notes() {
        assertThatThrownBy(() -> safetensors.write(
                        folder.resolve("x.safetensors"), Map.of("__metadata__", Tensor.of(new float[] {1}, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("__metadata__");
        assertThat(folder).isEmptyDirectory();
    }

    private Path file(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).put(data);
        return Files.write(folder.resolve("made.safetensors"), bytes.array());
    }
}
