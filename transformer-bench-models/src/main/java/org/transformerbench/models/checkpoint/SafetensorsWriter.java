package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.result.AtomicFile;

/** A writer of safetensors files. */
final class SafetensorsWriter {
    static final String METADATA = "__metadata__";
    static final int LENGTH_BYTES = 8;
    private static final int CHUNK = 1 << 16;

    private final ObjectMapper mapper = Json.mapper();

    void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        if (tensors.containsKey(METADATA)) {
            throw new IllegalArgumentException(
                    "A tensor cannot have the name " + METADATA + ", it is the format's own");
        }
        byte[] json = mapper.writeValueAsBytes(header(tensors, metadata));
        if (json.length > SafetensorsReader.LONGEST_HEADER) {
            throw new IOException("The header of " + path + " would have " + json.length + " bytes, the format allows "
                    + SafetensorsReader.LONGEST_HEADER);
        }
        int padded = (json.length + 7) / 8 * 8;
        byte[] header = Arrays.copyOf(json, padded);
        Arrays.fill(header, json.length, padded, (byte) ' ');
        AtomicFile.replace(path, temporary -> {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                writeAll(channel, length.putLong(padded).flip());
                writeAll(channel, ByteBuffer.wrap(header));
                for (Tensor tensor : tensors.values()) {
                    writeValues(channel, tensor.values());
                }
            }
        });
    }

    private ObjectNode header(Map<String, Tensor> tensors, Map<String, String> metadata) {
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
        return header;
    }

    private static void writeValues(FileChannel channel, float[] values) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += CHUNK / Float.BYTES) {
            int count = Math.min(CHUNK / Float.BYTES, values.length - from);
            chunk.clear().limit(count * Float.BYTES);
            chunk.asFloatBuffer().put(values, from, count);
            writeAll(channel, chunk);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
