package org.transformerbench.data.table;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.transformerbench.api.config.TextPlace;

/** The place of an opening quote to which no closing one belongs. */
final class QuoteFault {
    private enum State {
        BEGINNING,
        PLAIN,
        QUOTED,
        AFTER_QUOTE
    }

    private QuoteFault() {}

    /** Finds the first fault of a text with commas between its values, and returns its place; empty if there is none. */
    static Optional<String> find(byte[] utf8) {
        State state = State.BEGINNING;
        TextPlace place = new TextPlace();
        String opened = "";
        String text = new String(utf8, StandardCharsets.UTF_8);
        int first = text.indexOf(TextPlace.BYTE_ORDER_MARK) == 0 ? 1 : 0;
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (state == State.BEGINNING && c == '"') {
                state = State.QUOTED;
                opened = place.toString();
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
            place.pass(c);
        }
        return state == State.QUOTED ? Optional.of(opened) : Optional.empty();
    }
}
