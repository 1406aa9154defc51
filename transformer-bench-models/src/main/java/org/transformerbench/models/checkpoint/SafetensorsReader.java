package org.transformerbench.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Tensor;

/** A reader of one file, which stays open as long as the reader. Its size is asked for once: it may change meanwhile. */
final class SafetensorsReader implements AutoCloseable {
    /** Maximum length of a header, as in the reference implementation. */
    static final int LONGEST_HEADER = 100_000_000;
    /** Size of a chunk in bytes, a multiple of every element's size. */
    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final long size;

    SafetensorsReader(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new DataException(path + " is a folder; a safetensors file is needed");
        }
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.size = channel.size();
    }

    /** Returns the header, checked against the file's size. */
    Header header() throws IOException {
        int lengthBytes = SafetensorsWriter.LENGTH_BYTES;
        if (size < lengthBytes) {
            throw MalformedFile.at(path, size, "the file ends before the 8 bytes that hold the header's length do");
        }
        long length = read(0, ByteBuffer.allocate(lengthBytes)).getLong(0);
        long longest = Math.min(LONGEST_HEADER, size - lengthBytes);
        if (length < 2 || length > longest) {
            throw MalformedFile.at(
                    path,
                    0,
                    "the header's length (" + length + ") must be from 2 to " + longest + " in a file of " + size
                            + " bytes");
        }
        byte[] json = read(lengthBytes, ByteBuffer.allocate((int) length)).array();
        Header header = new HeaderParser(path, json, lengthBytes).parse();
        header.check(path, size - header.dataStart());
        return header;
    }

    Map<String, Tensor> tensors(Header header) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (HeaderEntry entry : header.tensors()) {
            tensors.put(entry.name(), Tensor.of(values(entry, header.dataStart()), entry.shape()));
        }
        return tensors;
    }

    private float[] values(HeaderEntry entry, long dataStart) throws IOException {
        Dtype dtype = entry.dtype();
        float[] values = new float[(int) entry.elements()];
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, entry.end() - entry.begin()));
        int read = 0;
        while (read < values.length) {
            int count = Math.min(chunk.capacity() / dtype.bytes(), values.length - read);
            chunk.clear().limit(count * dtype.bytes());
            read(dataStart + entry.begin() + (long) read * dtype.bytes(), chunk);
            if (dtype == Dtype.F32) {
                chunk.asFloatBuffer().get(values, read, count);
            } else {
                for (int i = 0; i < count; i++) {
                    values[read + i] = dtype.read(chunk, i * dtype.bytes());
                }
            }
            read += count;
        }
        return values;
    }

    private ByteBuffer read(long position, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw MalformedFile.at(
                        path,
                        position + bytes.position(),
                        "the file has become shorter while it was read; it had " + size + " bytes");
            }
        }
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
