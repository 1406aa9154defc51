package org.transformerbench.api.config;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/** The SHA-256 hash by which this library identifies runs and files. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class Sha256 {
    /** The rule for a checksum as text, for messages. */
    public static final String FORM = "must be \"sha256:\" and 64 lower-case hexadecimal digits";

    private static final int IDS_AT_ONCE = 1 << 14;
    private static final String BEGINNING = "sha256:";
    private static final Pattern CHECKSUM = Pattern.compile(BEGINNING + "[0-9a-f]{64}");

    /** The number of digits that make a difference visible to a reader. */
    private static final int DIGITS_FOR_READERS = 12;

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
        return BEGINNING + HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Hashes bytes.
     *
     * @param bytes any
     * @return {@code "sha256:"} and 64 hexadecimal digits
     */
    public static String of(byte[] bytes) {
        MessageDigest digest = begin();
        digest.update(bytes);
        return end(digest);
    }

    /**
     * Returns whether a text is a checksum as this class writes it.
     *
     * @param text any text
     * @return whether it is {@code "sha256:"} and 64 hexadecimal digits
     */
    public static boolean isChecksum(String text) {
        return CHECKSUM.matcher(text).matches();
    }

    /**
     * Shortens the checksums in a text for a reader who looks for a difference.
     *
     * @param text any text
     * @return the same text with the first 12 digits of each checksum
     */
    public static String brief(String text) {
        return CHECKSUM.matcher(text)
                .replaceAll(found -> found.group().substring(0, BEGINNING.length() + DIGITS_FOR_READERS));
    }
}
