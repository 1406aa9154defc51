package org.transformerbench.api;

import java.util.List;
import java.util.OptionalInt;
import org.transformerbench.api.config.Require;

/**
 * The way from a user's text to the tokens that a model reads, and from the tokens that it writes to text. It belongs to the data
 * that the model was trained on, but needs none of it: implementations are immutable, and hold no more than settings and the
 * vocabulary. A {@link TextEncodingFormat} writes them, so that they are in the file of a trained model.
 *
 * <p>A prompt has no padding. A model that predicts the last position only reads it padded on the left with {@link #padToken()} to
 * its context length.
 */
public interface TextEncoding {

    /** The use of a prompt. */
    enum Kind {
        /** The next token is one of {@link TextEncoding#labels()}. */
        LABEL,
        /** The next tokens, up to the {@linkplain TextEncoding#endToken() end sign}, are the answer to the prompt. */
        ANSWER,
        /**
         * The next tokens continue the prompt, up to the {@linkplain TextEncoding#endToken() end sign} if there is one, else for as
         * long as wanted.
         */
        LINE
    }

    /**
     * Returns what a model does with a prompt.
     *
     * @return the kind of problem
     */
    Kind kind();

    /**
     * Encodes a text as a prompt.
     *
     * @param input what a user typed; for {@link Kind#LINE} the beginning of a line, which may be empty
     * @return what a model is given
     * @throws DataException if no model of this data can read the text, such as one that is too long; the message says why
     */
    Prompt encode(String input);

    /**
     * Decodes a prompt, or what a model wrote after it.
     *
     * @param tokens ids, with or without signs
     * @return the text; padding, separators and end signs are left out, the sign for what is unknown is shown by its name
     * @throws DataException if an id is outside of the vocabulary
     */
    String decode(int... tokens);

    /**
     * Returns the sign that ends what a model writes.
     *
     * @return empty where one token is the answer, or running text never ends
     */
    OptionalInt endToken();

    /**
     * Returns the sign that fills an example up to the context length.
     *
     * @return empty where examples are never filled up
     */
    OptionalInt padToken();

    /**
     * Returns the classes that a text can belong to.
     *
     * @return at least two for {@link Kind#LABEL}, in the order in which a report lists them; else none
     */
    default List<Label> labels() {
        return List.of();
    }

    /**
     * A text as a model reads it. The array is not copied.
     *
     * @param tokens ids, at least one; a separator between question and answer is included
     * @param unknownUnits how many characters or words of the text were not in the training data, and stand as the unknown sign
     * @param cutUnits how many characters or words at the end of the text were left out because it is too long
     */
    record Prompt(int[] tokens, int unknownUnits, int cutUnits) {
        public Prompt {
            Require.atLeast("tokens", tokens.length, 1);
            Require.atLeast("unknownUnits", unknownUnits, 0);
            Require.atLeast("cutUnits", cutUnits, 0);
        }
    }

    /**
     * A class.
     *
     * @param token its id
     * @param name as it stands in the data
     */
    record Label(int token, String name) {
        public Label {
            Require.atLeast("token", token, 0);
            Require.given("name", name);
        }
    }
}
