package org.transformerbench.data.table;

import java.util.List;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Vocabulary;

/** The references of a task, which need no model that is trained step by step. */
interface References {

    /**
     * Finds the references.
     *
     * @param train what may be learned from
     * @param validation what may choose among variants; may be empty
     * @param test what is scored
     * @param vocabulary the tokens
     * @param lossOnPrompt whether the tokens of prompts enter the loss
     */
    List<ReferenceLine> of(
            SequencePart train,
            SequencePart validation,
            SequencePart test,
            Vocabulary vocabulary,
            boolean lossOnPrompt);

    /** Returns those of a task. */
    static References of(Layout layout) {
        return switch (layout) {
            case LINES -> new LineReferences();
            case PAIRS -> new PairReferences();
            case LABELS -> new LabelReferences();
        };
    }
}
