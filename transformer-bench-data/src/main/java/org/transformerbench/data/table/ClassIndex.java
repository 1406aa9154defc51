package org.transformerbench.data.table;

import org.transformerbench.api.Vocabulary;

/** The classes of a vocabulary, numbered from 0 in the order of their tokens. */
final class ClassIndex {
    private final Sequences all;
    private final int first;
    private final int size;

    /** Classes are the last tokens of a vocabulary. */
    ClassIndex(Sequences all, Vocabulary vocabulary) {
        this.all = all;
        int token = vocabulary.size();
        while (token > 0 && UnitEncoding.isLabel(vocabulary.tokens().get(token - 1))) {
            token--;
        }
        this.first = token;
        this.size = vocabulary.size() - token;
    }

    int size() {
        return size;
    }

    int token(int label) {
        return first + label;
    }

    /** Returns the class of a sequence; below 0 if training does not have it. */
    int of(int sequence) {
        int token = all.id(sequence, all.prompt(sequence));
        return token < first ? -1 : token - first;
    }
}
