package org.transformerbench.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Tensor;
import org.transformerbench.models.checkpoint.Safetensors;
import org.transformerbench.models.checkpoint.SafetensorsFile;

class SafetensorsFuzzTest {
    private static final Pattern REFUSED =
            Pattern.compile("(?s).+ is no valid safetensors file: at byte [0-9]+: .{10,}");

    private static Path file;

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("fuzz", ".safetensors");
    }

    @AfterContainer
    static void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Provide
    Arbitrary<TensorFile> valid() {
        return TensorFile.valid();
    }

    @Provide
    Arbitrary<List<Edit>> headerEdits() {
        return Edit.some(
                "\"w0\":",
                "\"dtype\":\"F32\"",
                "\"shape\":[]",
                "\"data_offsets\":[0,4]",
                "\"data_offsets\":[4,0]",
                "F16",
                "I64",
                "BOOL",
                "[0,0]",
                "[0,8]",
                "\"__metadata__\":{\"a\":\"b\"},",
                ",\"w1\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}");
    }

    @Provide
    Arbitrary<List<Edit>> byteEdits() {
        return Edit.some("\u0000", "\u00ff", "\u00ff\u00ff\u00ff\u007f", "\u00c0\u0080", "\u00ed\u00a0\u0080", "{}");
    }

    @Provide
    Arbitrary<Long> lengths() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.longs().between(-1, 300)),
                Tuple.of(1, Arbitraries.longs()),
                Tuple.of(
                        1, Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 8, 100_000_000L, 1L << 32)));
    }

    @Fuzz
    void a_valid_file_is_read(@ForAll("valid") TensorFile valid) throws IOException {
        assertThat(read(valid.bytes())).isPresent();
    }

    @Fuzz
    void a_spoiled_header(@ForAll("valid") TensorFile valid, @ForAll("headerEdits") List<Edit> edits)
            throws IOException {
        read(new TensorFile(Edit.apply(edits, valid.header()), valid.data()).bytes());
    }

    @Fuzz
    void spoiled_bytes(@ForAll("valid") TensorFile valid, @ForAll("byteEdits") List<Edit> edits) throws IOException {
        read(Edit.apply(edits, valid.bytes()));
    }

    @Fuzz
    void a_wrong_length_of_the_header(@ForAll("valid") TensorFile valid, @ForAll("lengths") long length)
            throws IOException {
        read(valid.bytes(length));
    }

    private Optional<SafetensorsFile> read(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        Optional<SafetensorsFile> read =
                Verdict.of(() -> new Safetensors().readFile(file), DataException.class, REFUSED);
        if (read.isPresent()) {
            requireRules(bytes, read.get());
        }
        return read;
    }

    /** The rules of the format once more, as simply as they can be said. */
    private void requireRules(byte[] bytes, SafetensorsFile read) throws IOException {
        int length = Math.toIntExact(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
        JsonNode header = mapper.readTree(bytes, 8, length);
        Map<Long, Long> ends = new TreeMap<>();
        for (Map.Entry<String, Tensor> tensor : read.tensors().entrySet()) {
            JsonNode entry = header.required(tensor.getKey());
            JsonNode offsets = entry.required("data_offsets");
            long elements = 1;
            for (int i = 0; i < entry.required("shape").size(); i++) {
                assertThat(tensor.getValue().shape()[i])
                        .isEqualTo(entry.get("shape").get(i).longValue());
                elements *= entry.get("shape").get(i).longValue();
            }
            assertThat(tensor.getValue().size()).isEqualTo(elements);
            if (elements > 0) {
                assertThat(ends.put(offsets.get(0).longValue(), offsets.get(1).longValue()))
                        .isNull();
            }
        }
        long covered = 0;
        for (Map.Entry<Long, Long> part : ends.entrySet()) {
            assertThat(part.getKey()).isEqualTo(covered);
            covered = part.getValue();
        }
        assertThat(covered).isEqualTo(bytes.length - 8L - length);
        assertThat(header.size()).isEqualTo(read.tensors().size() + (header.has("__metadata__") ? 1 : 0));
    }
}
