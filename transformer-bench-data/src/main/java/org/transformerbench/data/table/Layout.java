package org.transformerbench.data.table;

import java.util.List;
import org.transformerbench.api.TextEncoding.Kind;

/** The signs around prompt and answer, see the description of this package. Signs have the lowest ids. */
enum Layout {
    LINES(Kind.LINE, List.of("<pad>", "<unknown>", "<start>", "<end>")),
    PAIRS(Kind.ANSWER, List.of("<pad>", "<unknown>", "<separator>", "<end>")),
    LABELS(Kind.LABEL, List.of("<pad>", "<unknown>", "<separator>"));

    static final char PAD = 0;
    static final char UNKNOWN = 1;
    /** The last token of a prompt. */
    static final char GO = 2;

    static final char END = 3;
    /** In front of the name of each class in the vocabulary, so that no class is taken for a unit or a sign. */
    static final String LABEL_MARK = "=";

    private final Kind kind;
    private final List<String> signs;

    Layout(Kind kind, List<String> signs) {
        this.kind = kind;
        this.signs = signs;
    }

    Kind kind() {
        return kind;
    }

    List<String> signs() {
        return signs;
    }

    boolean hasEnd() {
        return signs.size() > END;
    }
}
