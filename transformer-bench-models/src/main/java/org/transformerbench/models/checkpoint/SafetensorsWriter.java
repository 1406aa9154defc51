package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.result.AtomicFile;

/** A writer of safetensors files. */
final class SafetensorsWriter {
    static final String METADATA = "__metadata__";
    static final int LENGTH_BYTES = 8;
    private static final int CHUNK = 1 << 16;

    void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        if (tensors.containsKey(METADATA)) {
            throw new IllegalArgumentException(
                    "A tensor cannot have the name " + METADATA + ", it is the format's own");
        }
        byte[] json = header(tensors, metadata);
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

    /** Writes the header with nothing but the streaming generator: whoever reads or writes a model needs no more of Jackson. */
    private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeObjectFieldStart(METADATA);
            Map<String, String> notes = new LinkedHashMap<>(Map.of("format", "pt"));
            notes.putAll(metadata);
            for (Map.Entry<String, String> note : notes.entrySet()) {
                json.writeStringField(note.getKey(), note.getValue());
            }
            json.writeEndObject();
            long offset = 0;
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                long end = offset + (long) Float.BYTES * entry.getValue().size();
                json.writeObjectFieldStart(entry.getKey());
                json.writeStringField("dtype", Dtype.F32.name());
                writeNumbers("shape", entry.getValue().shape(), json);
                writeNumbers("data_offsets", new long[] {offset, end}, json);
                json.writeEndObject();
                offset = end;
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeNumbers(String name, long[] numbers, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (long number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
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
