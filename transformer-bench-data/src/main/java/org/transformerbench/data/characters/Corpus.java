package org.transformerbench.data.characters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.config.TextPlace;

/**
 * A text as token ids. No character is changed or dropped, line ends included.
 *
 * @param name where it comes from, for messages
 * @param checksum of the text in UTF-8, without a byte order mark, as {@link Sha256} writes it
 * @param vocabulary its distinct characters, sorted
 * @param tokens one id per character
 */
record Corpus(String name, String checksum, Vocabulary vocabulary, int[] tokens) {
    /** Maximum file size: characters are counted in an {@code int} and take 4 bytes of memory each. */
    static final long MAX_BYTES = 1L << 29;

    private static final int BYTE_ORDER_MARK_BYTES = 3;

    static Corpus read(Path file) {
        byte[] bytes = bytes(file);
        CharBuffer text = decode(file, bytes);
        long distinct = text.codePoints().distinct().limit(2).count();
        if (distinct < 2) {
            throw new DataException(
                    "The text " + file + " consists of one symbol only, so that there is nothing to learn");
        }
        Vocabulary vocabulary = Vocabulary.ofText(text);
        return new Corpus(file.toString(), checksum(bytes, text), vocabulary, vocabulary.encode(text));
    }

    /** Returns the checksum of what is read: the bytes behind the byte order mark, if there is one. */
    private static String checksum(byte[] bytes, CharBuffer text) {
        int mark = text.position() == 0 ? 0 : BYTE_ORDER_MARK_BYTES;
        MessageDigest digest = Sha256.begin();
        digest.update(bytes, mark, bytes.length - mark);
        return Sha256.end(digest);
    }

    private static byte[] bytes(Path file) {
        if (Files.isDirectory(file)) {
            throw new DataException("The text " + file + " is a folder; a UTF-8 text file is needed");
        }
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new DataException(
                        "The text " + file + " has " + size + " bytes; at most " + MAX_BYTES + " can be used");
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length == 0) {
                throw new DataException("The text " + file + " is empty");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new DataException(
                    "The text " + file + " does not exist (looked for " + file.toAbsolutePath() + ")", e);
        } catch (IOException e) {
            throw new DataException("The text " + file + " cannot be read: " + e, e);
        }
    }

    private static CharBuffer decode(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        // UTF-8 never needs fewer bytes than UTF-16 code units.
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new DataException("The text " + file + " " + TextPlace.describeMalformed(bytes));
        }
        out.flip();
        if (out.hasRemaining() && out.charAt(0) == TextPlace.BYTE_ORDER_MARK) {
            out.get();
        }
        return out;
    }
}
