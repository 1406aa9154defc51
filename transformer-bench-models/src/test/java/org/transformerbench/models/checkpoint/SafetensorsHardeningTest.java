package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.Allocation.allocatedAgainBy;
import static org.transformerbench.models.checkpoint.MadeFiles.HEADER;
import static org.transformerbench.models.checkpoint.MadeFiles.NEXT_TO_NOTHING;
import static org.transformerbench.models.checkpoint.MadeFiles.assertRejected;
import static org.transformerbench.models.checkpoint.MadeFiles.entry;
import static org.transformerbench.models.checkpoint.MadeFiles.file;
import static org.transformerbench.models.checkpoint.MadeFiles.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.DataException;

/** One test per rule that the header of a file which nobody vouches for must keep. */
class SafetensorsHardeningTest {
    private final Safetensors safetensors = new Safetensors();

    @TempDir
    private Path folder;

    private MadeFiles files;

    @BeforeEach
    void nameFolder() {
        files = new MadeFiles(folder);
    }

    @Test
    void rejects_a_file_that_is_too_short_for_a_length() throws IOException {
        assertRejected(Files.write(folder.resolve("short"), new byte[7]), 7, "the file ends before the 8 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 9, 100_000_000, 1L << 32, Long.MAX_VALUE})
    void rejects_a_header_longer_than_the_file_before_allocating(long length) throws IOException {
        Path file = Files.write(folder.resolve("long"), file(length, "{}      ", new byte[0]));
        assertThat(allocatedAgainBy(() -> assertRejected(
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
        assertThat(allocatedAgainBy(() -> assertRejected(file, 0, "must be from 2 to 100000000")))
                .isLessThan(NEXT_TO_NOTHING);
    }

    @Test
    void rejects_a_header_that_does_not_begin_with_a_brace() throws IOException {
        assertRejected(files.file(" {}", new byte[0]), HEADER, "does not begin with {");
        assertRejected(files.file("[]", new byte[0]), HEADER, "does not begin with {");
    }

    @Test
    void rejects_a_header_that_is_no_utf8_and_says_where() throws IOException {
        byte[] overlong = "{\"\u00c0\u0080\":1}".getBytes(StandardCharsets.ISO_8859_1);
        assertRejected(files.write(overlong, new byte[0]), HEADER + 2, "the header is no UTF-8 text");
        byte[] cutOff = "{}\u00e2\u0082".getBytes(StandardCharsets.ISO_8859_1);
        assertRejected(files.write(cutOff, new byte[0]), HEADER + 2, "the header is no UTF-8 text");
    }

    @Test
    void rejects_a_header_in_another_encoding() throws IOException {
        assertRejected(
                files.write("{}".getBytes(StandardCharsets.UTF_16LE), new byte[0]),
                HEADER + 2,
                "the header is no JSON");
    }

    @Test
    void rejects_what_is_no_json_and_says_where() throws IOException {
        assertRejected(files.file("{\"t\"", new byte[0]), HEADER + 4, "the header is no JSON");
        assertRejected(files.file("{\"t\":{", new byte[0]), HEADER + 6, "the header is no JSON");
        assertRejected(files.file("{\"t\":[}", new byte[0]), HEADER + 5, "the tensor 't' is no JSON object");
    }

    @Test
    void rejects_text_behind_the_json_object_but_not_padding() throws IOException {
        assertRejected(files.file("{} {}", new byte[0]), HEADER + 3, "something follows");
        assertThat(safetensors.read(files.file("{}   ", new byte[0]))).isEmpty();
    }

    @Test
    void rejects_duplicate_names() throws IOException {
        String twice = "{\"t\":" + entry("F32", "[1]", 0, 4) + ",\"t\":" + entry("F32", "[1]", 4, 8) + "}";
        assertRejected(
                files.file(twice, new byte[8]), HEADER + twice.lastIndexOf("\"t\""), "the name 't' stands twice");
        assertRejected(
                files.file("{\"__metadata__\":{},\"__metadata__\":{}}", new byte[0]),
                HEADER + 19,
                "the name '__metadata__' stands twice");
        assertRejected(
                files.file("{\"__metadata__\":{\"a\":\"1\",\"\\u0061\":\"2\"}}", new byte[0]),
                HEADER + 25,
                "the metadata's key 'a' stands twice");
        assertRejected(
                files.file("{\"t\":{\"dtype\":\"F32\",\"dtype\":\"F16\"}}", new byte[0]),
                HEADER + 20,
                "the key 'dtype' stands twice");
    }

    @Test
    void rejects_names_that_are_no_characters() throws IOException {
        assertRejected(files.file("{\"\\ud800\":{}}", new byte[0]), HEADER + 8, "Broken surrogate pair");
    }

    @Test
    void rejects_metadata_that_is_no_text() throws IOException {
        assertRejected(files.file("{\"__metadata__\":[]}", new byte[0]), HEADER + 16, "the metadata is no JSON object");
        assertRejected(
                files.file("{\"__metadata__\":{\"a\":1}}", new byte[0]), HEADER + 21, "the metadata 'a' is no text");
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
        Path file = files.file("{\"t\":" + entry + "}", new byte[4]);
        assertThatThrownBy(() -> safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageMatching("(?s).* is no valid safetensors file: at byte [0-9]+: .*")
                .hasMessageContaining(reason);
    }

    @Test
    void metadata_is_given_only_for_a_file_that_is_valid_as_a_whole() throws IOException {
        Path file = files.file("{\"__metadata__\":{\"a\":\"1\"}}", new byte[1]);
        assertThatThrownBy(() -> safetensors.readMetadata(file)).hasMessageContaining("belong to no tensor");
    }

    @Test
    void long_names_and_control_characters_do_not_reach_the_message() throws IOException {
        String header = tensor("\\u001b[2J" + "x".repeat(10_000), "F32", "[2]", 0, 4);
        assertThatThrownBy(() -> safetensors.read(files.file(header, new byte[4])))
                .message()
                .contains("'\\u001b[2Jxxx", "... (10004 characters)'")
                .hasSizeLessThan(1000);
    }
}
