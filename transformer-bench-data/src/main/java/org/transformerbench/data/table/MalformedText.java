package org.transformerbench.data.table;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The place of the first byte that is not part of a character. */
final class MalformedText {
    private MalformedText() {}

    /** Describes where bytes are not valid UTF-8. */
    static String describe(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(1 << 13);
        int line = 1;
        int column = 1;
        CoderResult result;
        do {
            result = decoder.decode(in, out, true);
            out.flip();
            while (out.hasRemaining()) {
                char c = out.get();
                line += c == '\n' ? 1 : 0;
                column = c == '\n' ? 1 : column + 1;
            }
            out.clear();
        } while (result.isOverflow());
        return " is not valid UTF-8: the byte at offset " + in.position() + ", line " + line + ", column " + column
                + ", is not part of a character";
    }
}
