package org.transformerbench.data.characters;

import java.util.OptionalInt;
import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Require;

/**
 * The encoding of running text, which has neither an end nor signs.
 *
 * @param vocabulary all characters of the text
 */
record CharacterTextEncoding(Vocabulary vocabulary) implements TextEncoding {

    CharacterTextEncoding {
        Require.given("vocabulary", vocabulary);
        Require.that(
                vocabulary.isOfCharacters(), "vocabulary", vocabulary, "must have no symbol of several characters");
    }

    @Override
    public Kind kind() {
        return Kind.LINE;
    }

    /** {@inheritDoc} It must have a character, and none that the text does not have: there is no sign to stand for it. */
    @Override
    public Prompt encode(String input) {
        if (input.isEmpty()) {
            throw new DataException("The prompt is empty; running text continues at least one character");
        }
        return new Prompt(vocabulary.encode(input), 0, 0);
    }

    @Override
    public String decode(int... tokens) {
        return vocabulary.decode(tokens);
    }

    @Override
    public OptionalInt endToken() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt padToken() {
        return OptionalInt.empty();
    }
}
