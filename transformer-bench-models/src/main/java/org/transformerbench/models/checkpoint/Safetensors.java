package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.result.AtomicFile;

/**
 * Reads and writes safetensors: eight bytes with the length of a JSON header, the header with name, dtype, shape and
 * place of each tensor, then the values, little-endian and without gaps. Nothing in such a file can execute. Source:
 * huggingface/safetensors, {@code README.md}.
 */
public final class Safetensors {
    private static final String METADATA = "__metadata__";
    private static final int LENGTH_BYTES = 8;
    /** The limit of the reference implementation. */
    private static final long LONGEST_HEADER = 100_000_000;

    private final ObjectMapper mapper = Json.mapper();

    /** A reader and writer without state. */
    public Safetensors() {}

    /**
     * Reads all tensors.
     *
     * @param path the file
     * @return name to values in the order of the header; F64, F16, BF16, I32 and I64 are rounded to float32
     * @throws DataException if the file is no valid safetensors file; the message names the file and the reason
     * @throws IOException if it cannot be read
     */
    public Map<String, Tensor> read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long headerLength = headerLength(path, channel);
            ObjectNode header = header(path, readBytes(channel, LENGTH_BYTES, (int) headerLength));
            return tensors(path, channel, header, LENGTH_BYTES + headerLength);
        }
    }

    /**
     * Reads what the writer noted beside the tensors.
     *
     * @param path the file
     * @return key to text; empty if there is nothing
     * @throws DataException if the file is no valid safetensors file; the message names the file and the reason
     * @throws IOException if it cannot be read
     */
    public Map<String, String> readMetadata(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long headerLength = headerLength(path, channel);
            ObjectNode header = header(path, readBytes(channel, LENGTH_BYTES, (int) headerLength));
            Map<String, String> metadata = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : header.path(METADATA).properties()) {
                require(entry.getValue().isTextual(), path, "its metadata '" + entry.getKey() + "' is no text");
                metadata.put(entry.getKey(), entry.getValue().asText());
            }
            return metadata;
        }
    }

    private static long headerLength(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        require(size >= LENGTH_BYTES, path, "it is shorter than the 8 bytes that hold the header's length");
        long length = readBytes(channel, 0, LENGTH_BYTES).getLong(0);
        require(
                length >= 2 && length <= Math.min(LONGEST_HEADER, size - LENGTH_BYTES),
                path,
                "its header's length " + length + " does not fit its size " + size);
        return length;
    }

    private ObjectNode header(Path path, ByteBuffer bytes) {
        try {
            String text = StandardCharsets.UTF_8.decode(bytes).toString();
            if (mapper.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new DataException(path + " is no valid safetensors file: its header is no JSON object");
        } catch (JsonProcessingException e) {
            throw new DataException(
                    path + " is no valid safetensors file: its header is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Tensor> tensors(Path path, FileChannel channel, ObjectNode header, long dataStart)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.remove(METADATA);
        long covered = 0;
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            Entry tensor = Entry.parse(path, entry.getKey(), entry.getValue(), channel.size() - dataStart);
            covered += tensor.end() - tensor.begin();
            int length = Math.toIntExact(tensor.end() - tensor.begin());
            ByteBuffer bytes = readBytes(channel, dataStart + tensor.begin(), length);
            float[] values = new float[length / tensor.dtype().bytes()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.dtype().read(bytes, i * tensor.dtype().bytes());
            }
            tensors.put(entry.getKey(), Tensor.of(values, tensor.shape()));
        }
        require(
                covered == channel.size() - dataStart,
                path,
                "its tensors take " + covered + " bytes of the " + (channel.size() - dataStart) + " after the header");
        return tensors;
    }

    private static ByteBuffer readBytes(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException("The file ends at " + channel.size() + " while it is read");
            }
        }
        return bytes.flip();
    }

    /**
     * Writes tensors as F32 and replaces the file atomically.
     *
     * @param path the file; its folder is made if it is not there
     * @param tensors name to values
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public void write(Path path, Map<String, Tensor> tensors) throws IOException {
        write(path, tensors, Map.of());
    }

    /**
     * Writes tensors as F32, and notes beside them, and replaces the file atomically.
     *
     * @param path the file; its folder is made if it is not there
     * @param tensors name to values
     * @param metadata key to text; other readers pass over keys that they do not know
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        ObjectNode header = mapper.createObjectNode();
        ObjectNode notes = header.putObject(METADATA).put("format", "pt");
        metadata.forEach(notes::put);
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            ObjectNode node = header.putObject(entry.getKey()).put("dtype", Dtype.F32.name());
            Arrays.stream(entry.getValue().shape()).forEach(node.putArray("shape")::add);
            long end = offset + 4L * entry.getValue().size();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = mapper.writeValueAsBytes(header);
        int padded = (json.length + 7) / 8 * 8;
        byte[] headerBytes = Arrays.copyOf(json, padded);
        Arrays.fill(headerBytes, json.length, padded, (byte) ' ');
        AtomicFile.replace(path, temporary -> {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                writeAll(channel, length.putLong(padded).flip());
                writeAll(channel, ByteBuffer.wrap(headerBytes));
                for (Tensor tensor : tensors.values()) {
                    ByteBuffer values = ByteBuffer.allocate(4 * tensor.size()).order(ByteOrder.LITTLE_ENDIAN);
                    values.asFloatBuffer().put(tensor.values());
                    writeAll(channel, values);
                }
            }
        });
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void require(boolean holds, Path path, String reason) {
        if (!holds) {
            throw new DataException(path + " is no valid safetensors file: " + reason);
        }
    }

    /** One tensor of the header, checked against the size of the data before anything is allocated. */
    private record Entry(Dtype dtype, long[] shape, long begin, long end) {

        static Entry parse(Path path, String name, JsonNode node, long dataSize) {
            Dtype dtype = Arrays.stream(Dtype.values())
                    .filter(known -> known.name().equals(node.path("dtype").asText()))
                    .findFirst()
                    .orElseThrow(() -> new DataException(path + ": the tensor " + name + " has the unknown dtype "
                            + node.path("dtype") + "; known: " + Arrays.toString(Dtype.values())));
            JsonNode offsets = node.path("data_offsets");
            require(
                    offsets.size() == 2
                            && offsets.get(0).canConvertToLong()
                            && offsets.get(1).canConvertToLong(),
                    path,
                    "the tensor " + name + " has no two data_offsets");
            long begin = offsets.get(0).asLong();
            long end = offsets.get(1).asLong();
            require(
                    0 <= begin && begin <= end && end <= dataSize && end - begin <= Integer.MAX_VALUE - 8,
                    path,
                    "the tensor " + name + " lies at " + begin + " to " + end + ", outside of the " + dataSize
                            + " bytes of data or too large");
            require(node.path("shape").isArray(), path, "the tensor " + name + " has no shape");
            long[] shape = new long[node.path("shape").size()];
            long bytes = dtype.bytes();
            for (int i = 0; i < shape.length; i++) {
                shape[i] = node.path("shape").get(i).asLong(-1);
                require(
                        shape[i] >= 0 && (shape[i] == 0 || bytes <= dataSize / shape[i]),
                        path,
                        "the tensor " + name + " has the shape " + node.path("shape"));
                bytes *= shape[i];
            }
            require(
                    bytes == end - begin,
                    path,
                    "the tensor " + name + " takes " + (end - begin) + " bytes, its shape " + bytes);
            return new Entry(dtype, shape, begin, end);
        }
    }
}
