package org.transformerbench.data.table;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/** The unit that a text is split into; each one is a token. */
public enum Unit {
    /** One Unicode code point. */
    CHARACTER("characters"),
    /** What stands between white space, which is not kept: texts are joined again with single spaces. */
    WORD("words");

    private static final Pattern SPACE = Pattern.compile("(?U)\\s+");
    /** In front of each word in the vocabulary, so that no word is taken for a character or for a sign. */
    static final String MARK = " ";

    private final String plural;

    Unit(String plural) {
        this.plural = plural;
    }

    /** Returns the word for several of them, for messages. */
    String plural() {
        return plural;
    }

    /** Hands out the units of a text in order, characters as code points, without an object for each. */
    void split(String text, IntConsumer characters, Consumer<String> words) {
        if (this == CHARACTER) {
            for (int i = 0; i < text.length(); ) {
                int point = text.codePointAt(i);
                characters.accept(point);
                i += Character.charCount(point);
            }
        } else {
            for (String word : SPACE.split(text)) {
                if (!word.isEmpty()) {
                    words.accept(MARK + word);
                }
            }
        }
    }
}
