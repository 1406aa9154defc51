package org.transformerbench.data.table;

import java.util.List;

/**
 * What the columns of a table are for.
 *
 * @param layout of prompt and answer
 * @param columns by name or number: that of the prompt, if there is one, and that of the answer
 * @param promptUnit what a prompt is split into
 * @param answerUnit what an answer is split into, unless it is a class
 * @param lossOnPrompt whether the units of the prompt are targets too
 */
record TableRoles(Layout layout, List<String> columns, Unit promptUnit, Unit answerUnit, boolean lossOnPrompt) {
    /** Where the prompt stands in a row of the wanted columns, which a group follows, if rows have one. */
    static final int PROMPT = 0;

    int answer() {
        return columns.size() - 1;
    }

    int group() {
        return columns.size();
    }

    boolean hasPrompts() {
        return layout != Layout.LINES;
    }

    boolean hasClasses() {
        return layout == Layout.LABELS;
    }
}
