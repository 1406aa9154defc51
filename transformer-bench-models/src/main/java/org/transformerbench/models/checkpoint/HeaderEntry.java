package org.transformerbench.models.checkpoint;

import java.nio.file.Path;
import org.transformerbench.api.config.Excerpt;

/**
 * The header's entry for one tensor.
 *
 * @param name of the tensor
 * @param dtype of its elements
 * @param shape its dimensions, none negative
 * @param begin its first byte, from the beginning of the data
 * @param end the byte behind its last one
 * @param at where in the file its entry stands
 */
record HeaderEntry(String name, Dtype dtype, long[] shape, long begin, long end, long at) {
    /** Maximum length of an array; some JVMs cannot allocate longer ones. */
    private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8L;

    /** Checks the entry by itself, before any memory is allocated for it. */
    void check(Path path, long dataSize) {
        if (begin > end || end > dataSize) {
            throw wrong(path, "lies at " + begin + " to " + end + " of the data, which has " + dataSize + " bytes");
        }
        long bytes = dtype.bytes();
        try {
            for (long dimension : shape) {
                bytes = Math.multiplyExact(bytes, dimension);
            }
        } catch (ArithmeticException e) {
            throw MalformedFile.at(path, at, says() + "has a shape with more bytes than 64 bits can count", e);
        }
        if (bytes != end - begin) {
            throw wrong(path, "has " + (end - begin) + " bytes of data, but its shape and dtype make " + bytes);
        }
        if (elements() > MAX_ELEMENTS) {
            throw wrong(path, "has " + elements() + " elements; at most " + MAX_ELEMENTS + " can be read");
        }
    }

    long elements() {
        return (end - begin) / dtype.bytes();
    }

    /** Returns the name in quotes, shortened for messages. */
    String title() {
        return "'" + Excerpt.of(name) + "'";
    }

    private RuntimeException wrong(Path path, String reason) {
        return MalformedFile.at(path, at, says() + reason);
    }

    private String says() {
        return "the tensor " + title() + " ";
    }
}
