package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.transformerbench.api.DataException;

/** Makes safetensors files byte by byte, right or wrong ones, and says what must become of them. */
record MadeFiles(Path folder) {
    /** The length of the length that a file begins with. */
    static final int HEADER = 8;

    static final int NEXT_TO_NOTHING = 1 << 20;

    static void assertRejected(Path file, long at, String reason) {
        assertThatThrownBy(() -> new Safetensors().read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + " is no valid safetensors file: at byte " + at + ": ")
                .hasMessageContaining(reason);
    }

    static String tensor(String name, String dtype, String shape, long begin, long end) {
        return "{\"" + name + "\":" + entry(dtype, shape, begin, end) + "}";
    }

    static String entry(String dtype, String shape, long begin, long end) {
        return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + "," + end + "]}";
    }

    Path file(String header, byte[] data) throws IOException {
        return write(header.getBytes(StandardCharsets.UTF_8), data);
    }

    Path write(byte[] header, byte[] data) throws IOException {
        byte[] bytes = file(header.length, new String(header, StandardCharsets.ISO_8859_1), data);
        return Files.write(folder.resolve("made.safetensors"), bytes);
    }

    static byte[] file(long length, String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(HEADER + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(json)
                .put(data)
                .array();
    }
}
