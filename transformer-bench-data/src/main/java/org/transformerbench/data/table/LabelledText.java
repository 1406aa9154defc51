package org.transformerbench.data.table;

import org.transformerbench.api.config.Require;

/**
 * A row of {@link LabelsTask}.
 *
 * @param text what is given
 * @param label the name of its class
 */
public record LabelledText(String text, String label) {
    public LabelledText {
        Require.given("text", text);
        Require.given("label", label);
    }

    /**
     * Returns a text with its class.
     *
     * @param text what is given
     * @param label the name of its class
     * @return both
     */
    public static LabelledText of(String text, String label) {
        return new LabelledText(text, label);
    }
}
