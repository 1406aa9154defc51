package org.transformerbench.api.inference;

import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Prompt;
import org.transformerbench.api.config.Excerpt;

/**
 * A text with the tokens that a model reads in its place.
 *
 * @param input as a user types it
 * @param prompt its tokens
 */
public record TextPrompt(String input, Prompt prompt) {

    /**
     * Encodes a text. A model need not be there yet, so that a text that none can read is found before one is trained.
     *
     * @param input as a user types it
     * @param encoding of the data
     * @param contextLength T, of the data and its models
     * @return at most T tokens
     * @throws DataException if no model of this data can read the text
     */
    public static TextPrompt of(String input, TextEncoding encoding, int contextLength) {
        Prompt prompt = encoding.encode(input);
        if (prompt.tokens().length > contextLength) {
            throw new DataException("The text '" + Excerpt.of(input) + "' makes " + prompt.tokens().length
                    + " tokens; the model reads at most " + contextLength);
        }
        return new TextPrompt(input, prompt);
    }
}
