package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.Allocation.allocatedAgainBy;
import static org.transformerbench.models.checkpoint.MadeFiles.HEADER;
import static org.transformerbench.models.checkpoint.MadeFiles.NEXT_TO_NOTHING;
import static org.transformerbench.models.checkpoint.MadeFiles.assertRejected;
import static org.transformerbench.models.checkpoint.MadeFiles.entry;
import static org.transformerbench.models.checkpoint.MadeFiles.tensor;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One test per rule that shapes and places of the tensors of a file from elsewhere must keep. */
class SafetensorsDataHardeningTest {
    private final Safetensors safetensors = new Safetensors();

    @TempDir
    private Path folder;

    private MadeFiles files;

    @BeforeEach
    void nameFolder() {
        files = new MadeFiles(folder);
    }

    @Test
    void rejects_a_tensor_larger_than_the_file_before_allocating() throws IOException {
        Path file = files.file(tensor("t", "F32", "[500000000]", 0, 2_000_000_000), new byte[4]);
        assertThat(allocatedAgainBy(() ->
                        assertRejected(file, HEADER + 1, "lies at 0 to 2000000000 of the data, which has 4 bytes")))
                .isLessThan(NEXT_TO_NOTHING);
    }

    @Test
    void rejects_a_shape_whose_product_overflows() throws IOException {
        String overflows = "has a shape with more bytes than 64 bits can count";
        assertRejected(
                files.file(tensor("t", "F32", "[4611686018427387904,4]", 0, 4), new byte[4]), HEADER + 1, overflows);
        assertRejected(
                files.file(tensor("t", "F32", "[4294967296,4294967296]", 0, 0), new byte[0]), HEADER + 1, overflows);
    }

    @Test
    void rejects_a_shape_of_more_than_64_dimensions() throws IOException {
        String shape = "[1" + ",1".repeat(64) + "]";
        assertRejected(
                files.file(tensor("t", "F32", shape, 0, 4), new byte[4]),
                HEADER + 157,
                "has a shape of more than 64 numbers");
    }

    @Test
    void reads_empty_tensors_whatever_the_place_of_their_zero() throws IOException {
        String header = "{\"a\":" + entry("F32", "[5,0]", 0, 0) + ",\"b\":"
                + entry("F16", "[0,9223372036854775807]", 0, 0) + "}";
        assertThat(safetensors.read(files.file(header, new byte[0]))).containsOnlyKeys("a", "b");
    }

    @Test
    void rejects_a_size_that_is_not_that_of_the_shape() throws IOException {
        assertRejected(
                files.file(tensor("t", "F32", "[2]", 0, 4), new byte[4]),
                HEADER + 1,
                "the tensor 't' has 4 bytes of data, but its shape and dtype make 8");
    }

    @Test
    void rejects_offsets_in_the_wrong_order() throws IOException {
        assertRejected(
                files.file(tensor("t", "F32", "[1]", 4, 0), new byte[4]), HEADER + 1, "lies at 4 to 0 of the data");
    }

    @Test
    void rejects_overlapping_tensors() throws IOException {
        String header = "{\"a\":" + entry("F32", "[2]", 0, 8) + ",\"b\":" + entry("F32", "[2]", 4, 12) + "}";
        assertRejected(
                files.file(header, new byte[12]),
                HEADER + header.indexOf("\"b\""),
                "the tensor 'b' begins at 4 of the data and overlaps the tensor 'a', which ends at 8");
    }

    @Test
    void rejects_an_overlap_and_a_hole_that_make_up_for_each_other() throws IOException {
        String header = "{\"a\":" + entry("F32", "[1]", 0, 4) + ",\"b\":" + entry("F32", "[1]", 0, 4) + "}";
        assertRejected(files.file(header, new byte[8]), HEADER + header.indexOf("\"b\""), "overlaps the tensor 'a'");
    }

    @Test
    void rejects_a_hole() throws IOException {
        String header = "{\"b\":" + entry("F32", "[1]", 8, 12) + ",\"a\":" + entry("F32", "[1]", 0, 4) + "}";
        assertRejected(
                files.file(header, new byte[12]),
                HEADER + header.length() + 4,
                "a hole of 4 bytes between the tensor 'a' and the tensor 'b'");
        String late = tensor("t", "F32", "[1]", 4, 8);
        assertRejected(
                files.file(late, new byte[8]),
                HEADER + late.length(),
                "a hole of 4 bytes between the beginning of the data and the tensor 't'");
    }

    @Test
    void rejects_trailing_data() throws IOException {
        String header = tensor("t", "F32", "[1]", 0, 4);
        assertRejected(
                files.file(header, new byte[7]),
                HEADER + header.length() + 4,
                "the last 3 bytes of the file belong to no tensor");
        assertRejected(files.file("{}", new byte[1]), HEADER + 2, "the last 1 bytes of the file belong to no tensor");
    }

    @Test
    void rejects_a_file_that_was_cut_off() throws IOException {
        assertRejected(
                files.file(tensor("t", "F32", "[1]", 0, 4), new byte[3]), HEADER + 1, "of the data, which has 3 bytes");
    }

    @Test
    void the_order_of_the_header_need_not_be_that_of_the_data() throws IOException {
        String header = "{\"b\":" + entry("I32", "[1]", 4, 8) + ",\"a\":" + entry("I32", "[1]", 0, 4) + "}";
        assertThat(safetensors.read(files.file(header, new byte[] {1, 0, 0, 0, 2, 0, 0, 0})))
                .hasToString("{b=Tensor[1], a=Tensor[1]}")
                .hasEntrySatisfying("a", a -> assertThat(a.values()).containsExactly(1))
                .hasEntrySatisfying("b", b -> assertThat(b.values()).containsExactly(2));
    }
}
