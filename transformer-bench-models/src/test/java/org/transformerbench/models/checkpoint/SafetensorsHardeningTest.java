package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.DataException;

/** One test per rule that a file which nobody vouches for must keep. */
class SafetensorsHardeningTest {
    private static final int HEADER = 8;
    private static final int NEXT_TO_NOTHING = 1 << 20;

    private final Safetensors safetensors = new Safetensors();

    @TempDir
    private Path folder;

    @Test
    void rejects_a_file_that_is_too_short_for_a_length() throws IOException {
        rejects(Files.write(folder.resolve("short"), new byte[7]), 7, "the file ends before the 8 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 9, 100_000_000, 1L << 32, Long.MAX_VALUE})
    void rejects_a_header_longer_than_the_file_before_allocating(long length) throws IOException {
        Path file = Files.write(folder.resolve("long"), file(length, "{}      ", new byte[0]));
        assertThat(allocatedBy(() -> rejects(
                        file, 0, "the header's length (" + length + ") must be from 2 to 8 in a file of 16 bytes")))
                .isLessThan(NEXT_TO_NOTHING);
    }

    @Test
    void rejects_a_header_beyond_the_limit_of_the_format_before_allocating() throws IOException {
        Path file = folder.resolve("sparse");
        long length = 100_000_001;
        try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(file(length, "{}", new byte[0]));
            sparse.setLength(HEADER + length);
        }
        assertThat(allocatedBy(() -> rejects(file, 0, "must be from 2 to 100000000")))
                .isLessThan(NEXT_TO_NOTHING);
    }

    @Test
    void rejects_a_tensor_larger_than_the_file_before_allocating() throws IOException {
        Path file = file(tensor("t", "F32", "[500000000]", 0, 2_000_000_000), new byte[4]);
        assertThat(allocatedBy(
                        () -> rejects(file, HEADER + 1, "lies at 0 to 2000000000 of the data, which has 4 bytes")))
                .isLessThan(NEXT_TO_NOTHING);
    }

    @Test
    void rejects_a_header_that_does_not_begin_with_a_brace() throws IOException {
        rejects(file(" {}", new byte[0]), HEADER, "does not begin with {");
        rejects(file("[]", new byte[0]), HEADER, "does not begin with {");
    }

    @Test
    void rejects_a_header_that_is_no_utf8_and_says_where() throws IOException {
        byte[] overlong = "{\"\u00c0\u0080\":1}".getBytes(StandardCharsets.ISO_8859_1);
        rejects(write(overlong, new byte[0]), HEADER + 2, "the header is no UTF-8 text");
        byte[] cutOff = "{}\u00e2\u0082".getBytes(StandardCharsets.ISO_8859_1);
        rejects(write(cutOff, new byte[0]), HEADER + 2, "the header is no UTF-8 text");
    }

    @Test
    void rejects_a_header_in_another_encoding() throws IOException {
        rejects(write("{}".getBytes(StandardCharsets.UTF_16LE), new byte[0]), HEADER + 2, "the header is no JSON");
    }

    @Test
    void rejects_what_is_no_json_and_says_where() throws IOException {
        rejects(file("{\"t\"", new byte[0]), HEADER + 4, "the header is no JSON");
        rejects(file("{\"t\":{", new byte[0]), HEADER + 6, "the header is no JSON");
        rejects(file("{\"t\":[}", new byte[0]), HEADER + 5, "the tensor 't' is no JSON object");
    }

    @Test
    void rejects_text_behind_the_json_object_but_not_padding() throws IOException {
        rejects(file("{} {}", new byte[0]), HEADER + 3, "something follows");
        assertThat(safetensors.read(file("{}   ", new byte[0]))).isEmpty();
    }

    @Test
    void rejects_duplicate_names() throws IOException {
        String twice = "{\"t\":" + entry("F32", "[1]", 0, 4) + ",\"t\":" + entry("F32", "[1]", 4, 8) + "}";
        rejects(file(twice, new byte[8]), HEADER + twice.lastIndexOf("\"t\""), "the name 't' stands twice");
        rejects(
                file("{\"__metadata__\":{},\"__metadata__\":{}}", new byte[0]),
                HEADER + 19,
                "the name '__metadata__' stands twice");
        rejects(
                file("{\"__metadata__\":{\"a\":\"1\",\"\\u0061\":\"2\"}}", new byte[0]),
                HEADER + 25,
                "the metadata's key 'a' stands twice");
        rejects(
                file("{\"t\":{\"dtype\":\"F32\",\"dtype\":\"F16\"}}", new byte[0]),
                HEADER + 20,
                "the key 'dtype' stands twice");
    }

    @Test
    void rejects_names_that_are_no_characters() throws IOException {
        rejects(file("{\"\\ud800\":{}}", new byte[0]), HEADER + 8, "Broken surrogate pair");
    }

    @Test
    void rejects_metadata_that_is_no_text() throws IOException {
        rejects(file("{\"__metadata__\":[]}", new byte[0]), HEADER + 16, "the metadata is no JSON object");
        rejects(file("{\"__metadata__\":{\"a\":1}}", new byte[0]), HEADER + 21, "the metadata 'a' is no text");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"shape":[1],"data_offsets":[0,4]}                                 | has no dtype
            {"dtype":"F32","data_offsets":[0,4]}                               | has no shape
            {"dtype":"F32","shape":[1]}                                        | has no two data_offsets
            {"dtype":"F32","shape":[1],"data_offsets":[0]}                     | has no two data_offsets
            {"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}                 | has data_offsets of more than 2 numbers
            {"dtype":"F32","shape":[1],"data_offsets":{"0":0,"1":4}}           | has data_offsets that is no list
            {"dtype":"F32","shape":1,"data_offsets":[0,4]}                     | has a shape that is no list
            {"dtype":"U7","shape":[1],"data_offsets":[0,4]}                    | has the unknown dtype "U7"; known: [F32
            {"dtype":"f32","shape":[1],"data_offsets":[0,4]}                   | has the unknown dtype "f32"
            {"dtype":4,"shape":[1],"data_offsets":[0,4]}                       | has a dtype that is no text
            {"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]}     | has the unknown key 'strides'
            {"dtype":"F32","shape":[-1],"data_offsets":[0,4]}                  | has a shape with -1, which is no whole number
            {"dtype":"F32","shape":[-0],"data_offsets":[0,4]}                  | has a shape with -0, which is no whole number
            {"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}                 | has a shape with 1.0, which is no whole number
            {"dtype":"F32","shape":["1"],"data_offsets":[0,4]}                 | has a shape with 1, which is no whole number
            {"dtype":"F32","shape":[null],"data_offsets":[0,4]}                | has a shape with null, which is no whole number
            {"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}                 | has a shape with [, which is no whole number
            {"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]} | which is no whole number from 0 to 2^63-1
            {"dtype":"F32","shape":[1],"data_offsets":[0,4e0]}                 | has data_offsets with 4e0
            {"dtype":"F32","shape":[111111111111111111111],"data_offsets":[0,4]} | the header is no JSON: Number value length
            """)
    void rejects_an_entry_that_is_incomplete_or_of_wrong_types(String entry, String reason) throws IOException {
        Path file = file("{\"t\":" + entry + "}", new byte[4]);
        assertThatThrownBy(() -> safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageMatching("(?s).* is no valid safetensors file: at byte [0-9]+: .*")
                .hasMessageContaining(reason);
    }

    @Test
    void rejects_a_shape_whose_product_overflows() throws IOException {
        String overflows = "has a shape with more bytes than 64 bits can count";
        rejects(file(tensor("t", "F32", "[4611686018427387904,4]", 0, 4), new byte[4]), HEADER + 1, overflows);
        rejects(file(tensor("t", "F32", "[4294967296,4294967296]", 0, 0), new byte[0]), HEADER + 1, overflows);
    }

    @Test
    void rejects_a_shape_of_more_than_64_dimensions() throws IOException {
        String shape = "[1" + ",1".repeat(64) + "]";
        rejects(
                file(tensor("t", "F32", shape, 0, 4), new byte[4]),
                HEADER + 157,
                "has a shape of more than 64 numbers");
    }

    @Test
    void reads_empty_tensors_whatever_the_place_of_their_zero() throws IOException {
        String header = "{\"a\":" + entry("F32", "[5,0]", 0, 0) + ",\"b\":"
                + entry("F16", "[0,9223372036854775807]", 0, 0) + "}";
        assertThat(safetensors.read(file(header, new byte[0]))).containsOnlyKeys("a", "b");
    }

    @Test
    void rejects_a_size_that_is_not_that_of_the_shape() throws IOException {
        rejects(
                file(tensor("t", "F32", "[2]", 0, 4), new byte[4]),
                HEADER + 1,
                "the tensor 't' has 4 bytes of data, but its shape and dtype make 8");
    }

    @Test
    void rejects_offsets_in_the_wrong_order() throws IOException {
        rejects(file(tensor("t", "F32", "[1]", 4, 0), new byte[4]), HEADER + 1, "lies at 4 to 0 of the data");
    }

    @Test
    void rejects_overlapping_tensors() throws IOException {
        String header = "{\"a\":" + entry("F32", "[2]", 0, 8) + ",\"b\":" + entry("F32", "[2]", 4, 12) + "}";
        rejects(
                file(header, new byte[12]),
                HEADER + header.indexOf("\"b\""),
                "the tensor 'b' begins at 4 of the data and overlaps the tensor 'a', which ends at 8");
    }

    @Test
    void rejects_an_overlap_and_a_hole_that_make_up_for_each_other() throws IOException {
        String header = "{\"a\":" + entry("F32", "[1]", 0, 4) + ",\"b\":" + entry("F32", "[1]", 0, 4) + "}";
        rejects(file(header, new byte[8]), HEADER + header.indexOf("\"b\""), "overlaps the tensor 'a'");
    }

    @Test
    void rejects_a_hole() throws IOException {
        String header = "{\"b\":" + entry("F32", "[1]", 8, 12) + ",\"a\":" + entry("F32", "[1]", 0, 4) + "}";
        rejects(
                file(header, new byte[12]),
                HEADER + header.length() + 4,
                "a hole of 4 bytes between the tensor 'a' and the tensor 'b'");
        String late = tensor("t", "F32", "[1]", 4, 8);
        rejects(
                file(late, new byte[8]),
                HEADER + late.length(),
                "a hole of 4 bytes between the beginning of the data and the tensor 't'");
    }

    @Test
    void rejects_trailing_data() throws IOException {
        String header = tensor("t", "F32", "[1]", 0, 4);
        rejects(
                file(header, new byte[7]),
                HEADER + header.length() + 4,
                "the last 3 bytes of the file belong to no tensor");
        rejects(file("{}", new byte[1]), HEADER + 2, "the last 1 bytes of the file belong to no tensor");
    }

    @Test
    void rejects_a_file_that_was_cut_off() throws IOException {
        rejects(file(tensor("t", "F32", "[1]", 0, 4), new byte[3]), HEADER + 1, "of the data, which has 3 bytes");
    }

    @Test
    void the_order_of_the_header_need_not_be_that_of_the_data() throws IOException {
        String header = "{\"b\":" + entry("I32", "[1]", 4, 8) + ",\"a\":" + entry("I32", "[1]", 0, 4) + "}";
        assertThat(safetensors.read(file(header, new byte[] {1, 0, 0, 0, 2, 0, 0, 0})))
                .hasToString("{b=Tensor[1], a=Tensor[1]}")
                .hasEntrySatisfying("a", a -> assertThat(a.values()).containsExactly(1))
                .hasEntrySatisfying("b", b -> assertThat(b.values()).containsExactly(2));
    }

    @Test
    void metadata_is_given_only_for_a_file_that_is_valid_as_a_whole() throws IOException {
        Path file = file("{\"__metadata__\":{\"a\":\"1\"}}", new byte[1]);
        assertThatThrownBy(() -> safetensors.readMetadata(file)).hasMessageContaining("belong to no tensor");
    }

    @Test
    void long_names_and_control_characters_do_not_reach_the_message() throws IOException {
        String header = tensor("\\u001b[2J" + "x".repeat(10_000), "F32", "[2]", 0, 4);
        assertThatThrownBy(() -> safetensors.read(file(header, new byte[4])))
                .message()
                .contains("'\\u001b[2Jxxx", "... (10004 characters)'")
                .hasSizeLessThan(1000);
    }

    private void rejects(Path file, long at, String reason) {
        assertThatThrownBy(() -> safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + " is no valid safetensors file: at byte " + at + ": ")
                .hasMessageContaining(reason);
    }

    private static long allocatedBy(ThrowingCallable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try {
            // The first time classes are loaded.
            action.call();
            long before = threads.getCurrentThreadAllocatedBytes();
            action.call();
            return threads.getCurrentThreadAllocatedBytes() - before;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static String tensor(String name, String dtype, String shape, long begin, long end) {
        return "{\"" + name + "\":" + entry(dtype, shape, begin, end) + "}";
    }

    private static String entry(String dtype, String shape, long begin, long end) {
        return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + "," + end + "]}";
    }

    private Path file(String header, byte[] data) throws IOException {
        return write(header.getBytes(StandardCharsets.UTF_8), data);
    }

    private Path write(byte[] header, byte[] data) throws IOException {
        byte[] bytes = file(header.length, new String(header, StandardCharsets.ISO_8859_1), data);
        return Files.write(folder.resolve("made.safetensors"), bytes);
    }

    private static byte[] file(long length, String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(HEADER + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(json)
                .put(data)
                .array();
    }
}
