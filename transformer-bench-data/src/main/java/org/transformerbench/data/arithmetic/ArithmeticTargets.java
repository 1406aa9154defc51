package org.transformerbench.data.arithmetic;

import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;

/** The way in which a problem becomes examples. */
public enum ArithmeticTargets {
    /**
     * One example with one target per answer token: an answer of n tokens becomes n examples. Example i reads the prompt and the
     * first i answer tokens, padded on the left with id 0 to a common length, and predicts answer token i.
     */
    PER_ANSWER_TOKEN(Targets.LAST),
    /**
     * One example per problem, which reads the text without the last token and predicts it without the first. The loss covers
     * every position, accuracy the answer only.
     */
    WHOLE_SEQUENCE(Targets.EVERY);

    private final Targets mode;

    ArithmeticTargets(Targets mode) {
        this.mode = mode;
    }

    Targets mode() {
        return mode;
    }

    ExampleSet examples(ProblemTexts problems) {
        return this == PER_ANSWER_TOKEN ? new AnswerTokenExamples(problems) : new WholeSequenceExamples(problems);
    }
}
