package org.transformerbench.api.config;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apiguardian.api.API;

/** The SHA-256 hash by which this library identifies runs and files. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class Sha256 {
    private static final int IDS_AT_ONCE = 1 << 14;

    private Sha256() {}

    /**
     * Starts a hash.
     *
     * @return a new digest that nothing has entered yet
     */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * Adds a text and its length, so that two consecutive texts cannot be confused with one.
     *
     * @param digest receives it
     * @param text any text
     */
    public static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }

    /**
     * Adds ids, four bytes each, without their count.
     *
     * @param digest receives them
     * @param ids whole numbers
     * @param from the first one
     * @param to after the last one
     */
    public static void add(MessageDigest digest, int[] ids, int from, int to) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * Math.min(IDS_AT_ONCE, Math.max(0, to - from)))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int first = from; first < to; first += IDS_AT_ONCE) {
            int count = Math.min(IDS_AT_ONCE, to - first);
            bytes.asIntBuffer().put(ids, first, count);
            digest.update(bytes.array(), 0, Integer.BYTES * count);
        }
    }

    /**
     * Finishes a hash.
     *
     * @param digest is empty after this
     * @return {@code "sha256:"} and 64 hexadecimal digits
     */
    public static String end(MessageDigest digest) {
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
}
