package org.transformerbench.data.arithmetic;

import org.transformerbench.api.Targets;

/** The way in which a problem becomes examples. */
public enum ArithmeticTargets {
    /**
     * One example with one target per answer token: an answer of n tokens becomes n examples. Example i reads the prompt and the
     * first i answer tokens, padded on the left to a common length, and predicts answer token i. Rows are padded with id 0, or,
     * where numbers are not padded, with {@code .}
     */
    PER_ANSWER_TOKEN(Targets.LAST, false),
    /**
     * One example per problem, which reads the text without the last token and predicts it without the first. The loss covers
     * every position, or the answer only, accuracy the answer only. Shorter texts are padded on the right with {@code .}, which is
     * no target.
     */
    WHOLE_SEQUENCE(Targets.EVERY, true);

    private final Targets mode;
    private final boolean defaultLossOnQuestion;

    ArithmeticTargets(Targets mode, boolean defaultLossOnQuestion) {
        this.mode = mode;
        this.defaultLossOnQuestion = defaultLossOnQuestion;
    }

    Targets mode() {
        return mode;
    }

    boolean defaultLossOnQuestion() {
        return defaultLossOnQuestion;
    }
}
