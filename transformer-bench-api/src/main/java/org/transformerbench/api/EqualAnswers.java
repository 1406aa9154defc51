package org.transformerbench.api;

import java.util.Objects;

/**
 * Answers of one length.
 *
 * @param length examples of each answer
 * @param count the number of answers
 */
record EqualAnswers(int length, long count) implements Answers {
    @Override
    public long firstExample(long answer) {
        return Objects.checkIndex(answer, count) * length;
    }

    @Override
    public long endExample(long answer) {
        return firstExample(answer) + length;
    }
}
