package org.transformerbench.models.predict;

import java.util.List;
import java.util.OptionalInt;
import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;

/**
 * Words of letters: 0 fills windows, 1 ends a word; the classes are the first three letters.
 *
 * @param hasEnd false for running text
 */
record LetterEncoding(Kind kind, boolean hasEnd) implements TextEncoding {
    static final Vocabulary VOCABULARY = Vocabulary.of("_.abcdefg");

    static LetterEncoding of(Kind kind) {
        return new LetterEncoding(kind, kind != Kind.LABEL);
    }

    static LetterEncoding ofRunningText() {
        return new LetterEncoding(Kind.LINE, false);
    }

    @Override
    public Prompt encode(String input) {
        if (input.isEmpty()) {
            throw new DataException("The text is empty");
        }
        return new Prompt(VOCABULARY.encode(input), 0, 0);
    }

    @Override
    public String decode(int... tokens) {
        return VOCABULARY.decode(tokens).replaceAll("[_.]", "");
    }

    @Override
    public OptionalInt endToken() {
        return hasEnd ? OptionalInt.of(1) : OptionalInt.empty();
    }

    @Override
    public OptionalInt padToken() {
        return hasEnd || kind == Kind.LABEL ? OptionalInt.of(0) : OptionalInt.empty();
    }

    @Override
    public List<Label> labels() {
        return kind == Kind.LABEL ? List.of(new Label(3, "bee"), new Label(2, "ant"), new Label(4, "cat")) : List.of();
    }
}
