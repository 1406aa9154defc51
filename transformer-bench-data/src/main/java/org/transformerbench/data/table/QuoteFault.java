package org.transformerbench.data.table;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The place of an opening quote to which no closing one belongs.
 *
 * @param line from 1
 * @param column in characters, from 1
 */
record QuoteFault(int line, int column) {
    private enum State {
        BEGINNING,
        PLAIN,
        QUOTED,
        AFTER_QUOTE
    }

    /** Finds the first fault of a text with commas between its values; empty if there is none. */
    static Optional<QuoteFault> find(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        State state = State.BEGINNING;
        QuoteFault opened = new QuoteFault(1, 1);
        int line = 1;
        int lineStart = text.startsWith("\ufeff") ? 1 : 0;
        for (int i = lineStart; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lineEnd = c == '\n' || c == '\r' && !text.startsWith("\n", i + 1);
            if (state == State.BEGINNING && c == '"') {
                state = State.QUOTED;
                opened = new QuoteFault(line, 1 + text.codePointCount(lineStart, i));
            } else if (state == State.QUOTED) {
                state = c == '"' ? State.AFTER_QUOTE : state;
            } else if (state == State.AFTER_QUOTE && c == '"') {
                state = State.QUOTED;
            } else if (c == ',' || c == '\n' || c == '\r') {
                state = State.BEGINNING;
            } else if (state == State.AFTER_QUOTE) {
                return Optional.of(opened);
            } else {
                state = State.PLAIN;
            }
            if (lineEnd) {
                line++;
                lineStart = i + 1;
            }
        }
        return state == State.QUOTED ? Optional.of(opened) : Optional.empty();
    }
}
