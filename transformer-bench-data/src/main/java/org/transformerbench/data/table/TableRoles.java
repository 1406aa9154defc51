package org.transformerbench.data.table;

import java.util.List;

/**
 * The roles of the columns of a table.
 *
 * @param layout of prompt and answer
 * @param columns by name or number: that of the prompt, if there is one, and that of the answer
 * @param promptUnit what a prompt is split into
 * @param answerUnit what an answer is split into, unless it is a class
 * @param lossOnPrompt whether the units of the prompt are targets too
 */
record TableRoles(Layout layout, List<String> columns, Unit promptUnit, Unit answerUnit, boolean lossOnPrompt) {
    /** The place of the prompt in a row of the wanted columns, which a group follows, if rows have one. */
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
