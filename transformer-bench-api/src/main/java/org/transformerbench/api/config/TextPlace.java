package org.transformerbench.api.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apiguardian.api.API;

/**
 * The place of the next character of a text that is passed character by character, for messages. Columns are counted in code points;
 * lines end with a line feed, a carriage return, or both. Internal: may change in any release.
 */
@API(status = API.Status.INTERNAL)
public final class TextPlace {
    /** The sign at the beginning of some files that is not part of their text. */
    public static final char BYTE_ORDER_MARK = '\ufeff';

    private int line = 1;
    private int column = 1;
    private boolean afterReturn;

    /** Creates the place of the first character. */
    public TextPlace() {}

    /**
     * Returns the place behind a text.
     *
     * @param text all that comes before the place
     * @return the place
     */
    public static TextPlace behind(CharSequence text) {
        TextPlace place = new TextPlace();
        text.chars().forEach(c -> place.pass((char) c));
        return place;
    }

    /**
     * Passes a character.
     *
     * @param c the next character, or a half of it
     */
    public void pass(char c) {
        boolean isReturn = c == '\r';
        if (isReturn || c == '\n' && !afterReturn) {
            line++;
            column = 1;
        } else if (c != '\n' && !Character.isLowSurrogate(c) && !(c == BYTE_ORDER_MARK && line == 1 && column == 1)) {
            column++;
        }
        afterReturn = isReturn;
    }

    /**
     * Returns the line.
     *
     * @return at least 1
     */
    public int line() {
        return line;
    }

    /**
     * Returns the column.
     *
     * @return at least 1
     */
    public int column() {
        return column;
    }

    /** Returns the place as messages name it: {@code line 2, column 7}. */
    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }

    /**
     * Describes where bytes are not valid UTF-8.
     *
     * @param bytes of which one at least is not part of a character
     * @return the rest of a sentence, which says what to do too
     */
    public static String describeMalformed(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(1 << 13);
        TextPlace place = new TextPlace();
        CoderResult result;
        do {
            result = decoder.decode(in, out, true);
            out.flip();
            while (out.hasRemaining()) {
                place.pass(out.get());
            }
            out.clear();
        } while (result.isOverflow());
        return "is not valid UTF-8: the byte at offset " + in.position() + ", " + place
                + ", is not part of a character; convert it to UTF-8 first";
    }
}
