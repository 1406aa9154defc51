package org.transformerbench.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.Tensor;

/**
 * A reader and writer of the safetensors format: eight bytes with the length of a JSON header, the header with name, dtype, shape
 * and offsets of each tensor, then the values, little-endian and without gaps. Nothing in such a file can execute.
 *
 * <p>Files are not trusted. One is refused, with the byte at which it is wrong and the reason, unless
 *
 * <ul>
 *   <li>the header fits into the file, has at most 100,000,000 bytes, is UTF-8, begins with an opening brace, and is one
 *       JSON object in which no name stands twice,
 *   <li>each tensor has a known dtype, a shape of at most 64 dimensions and two offsets, all of them whole numbers from 0 to
 *       2<sup>63</sup>-1, and as many bytes as shape and dtype make,
 *   <li>each byte behind the header belongs to exactly one tensor.
 * </ul>
 *
 * <p>A number in a file is checked against the file's size before memory is allocated because of it. The order of the tensors in
 * the header is free. Source: huggingface/safetensors, {@code README.md} and {@code tensor.rs}.
 */
public final class Safetensors {
    private final SafetensorsWriter writer = new SafetensorsWriter();

    /** Creates a stateless reader and writer. */
    public Safetensors() {}

    /**
     * Reads all tensors.
     *
     * @param path the file
     * @return name to values in the order of the header; values of any other type than F32 are rounded to it, those of BOOL are 0 or
     *     1
     * @throws org.transformerbench.api.DataException if the file is no valid safetensors file; the message names the file, the
     *     byte and the reason
     * @throws IOException if it cannot be read
     */
    public Map<String, Tensor> read(Path path) throws IOException {
        return readFile(path).tensors();
    }

    /**
     * Reads the metadata that the writer stored beside the tensors, and checks the whole header.
     *
     * @param path the file
     * @return key to text; empty if there is nothing
     * @throws org.transformerbench.api.DataException as for {@link #read}
     * @throws IOException if it cannot be read
     */
    public Map<String, String> readMetadata(Path path) throws IOException {
        try (SafetensorsReader reader = new SafetensorsReader(path)) {
            return reader.header().metadata();
        }
    }

    /**
     * Reads the element types of all tensors, and checks the whole header.
     *
     * @param path the file
     * @return name to type as the format writes it, such as {@code F32} or {@code BF16}, in the order of the header
     * @throws org.transformerbench.api.DataException as for {@link #read}
     * @throws IOException if it cannot be read
     */
    public Map<String, String> readDtypes(Path path) throws IOException {
        try (SafetensorsReader reader = new SafetensorsReader(path)) {
            Map<String, String> dtypes = new LinkedHashMap<>();
            reader.header()
                    .tensors()
                    .forEach(tensor -> dtypes.put(tensor.name(), tensor.dtype().name()));
            return dtypes;
        }
    }

    /**
     * Reads metadata and tensors at once: both come from the same file, even if it is replaced meanwhile.
     *
     * @param path the file
     * @return what {@link #readMetadata} and {@link #read} return
     * @throws org.transformerbench.api.DataException as for {@link #read}
     * @throws IOException if it cannot be read
     */
    public SafetensorsFile readFile(Path path) throws IOException {
        try (SafetensorsReader reader = new SafetensorsReader(path)) {
            Header header = reader.header();
            return new SafetensorsFile(header.metadata(), reader.tensors(header));
        }
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
     * Writes tensors as F32 with metadata, and replaces the file atomically.
     *
     * @param path the file; its folder is made if it is not there
     * @param tensors name to values; no name is {@code __metadata__}
     * @param metadata key to text; other readers pass over keys that they do not know
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        writer.write(path, tensors, metadata);
    }
}
