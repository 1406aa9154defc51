package org.transformerbench.models.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Sha256;

/** A hash of a text and some tensors, which detects damage that the file format alone cannot detect. */
final class ContentHash {
    private ContentHash() {}

    /** Computes SHA-256 over the text, and over name, shape and values of each tensor in the order of their names. */
    static String of(String text, Map<String, Tensor> tensors) {
        MessageDigest hash = Sha256.begin();
        add(hash, text.getBytes(StandardCharsets.UTF_8));
        new TreeMap<>(tensors).forEach((name, tensor) -> {
            add(hash, name.getBytes(StandardCharsets.UTF_8));
            ByteBuffer shape = ByteBuffer.allocate(Long.BYTES * tensor.shape().length);
            shape.asLongBuffer().put(tensor.shape());
            add(hash, shape.array());
            ByteBuffer values = ByteBuffer.allocate(Float.BYTES * tensor.size());
            values.asFloatBuffer().put(tensor.values());
            add(hash, values.array());
        });
        return HexFormat.of().formatHex(hash.digest());
    }

    /** Adds a content and its length, so that consecutive contents cannot be confused. */
    private static void add(MessageDigest hash, byte[] bytes) {
        hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        hash.update(bytes);
    }
}
