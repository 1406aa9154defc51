package org.transformerbench.api;

import org.transformerbench.api.config.Require;

/**
 * The whole answers of an {@link ExampleSet}: which examples make up each of them. Answers follow one another without a gap, and
 * together they are the whole set: the first begins with example 0, the last ends with the last example, and each has at least
 * one. They may have different lengths.
 */
public interface Answers {

    /**
     * Returns the number of answers.
     *
     * @return 0 where there are no whole answers, as in running text
     */
    long count();

    /**
     * Returns the first example of an answer.
     *
     * @param answer 0 &lt;= answer &lt; {@link #count()}
     * @return index of an example
     * @throws IndexOutOfBoundsException if there is no such answer
     */
    long firstExample(long answer);

    /**
     * Returns the end of an answer.
     *
     * @param answer 0 &lt;= answer &lt; {@link #count()}
     * @return index of the example after the last one of the answer
     * @throws IndexOutOfBoundsException if there is no such answer
     */
    long endExample(long answer);

    /**
     * Returns the answers of a set that has none.
     *
     * @return no answers
     */
    static Answers none() {
        return new EqualAnswers(1, 0);
    }

    /**
     * Returns answers that all have the same number of examples.
     *
     * @param examplesPerAnswer consecutive examples that make up one answer; at least 1
     * @param size the number of examples of the set; a multiple of that
     * @return size / examplesPerAnswer answers
     */
    static Answers each(int examplesPerAnswer, long size) {
        Require.atLeast("examplesPerAnswer", examplesPerAnswer, 1);
        Require.atLeast("size", size, 0);
        Require.divisible("size", size, "examplesPerAnswer", examplesPerAnswer);
        return new EqualAnswers(examplesPerAnswer, size / examplesPerAnswer);
    }

    /**
     * Returns answers of different lengths.
     *
     * @param lengths the number of examples of each answer; each at least 1
     * @return as many answers
     */
    static Answers ofLengths(int... lengths) {
        long[] ends = new long[lengths.length];
        long end = 0;
        for (int answer = 0; answer < lengths.length; answer++) {
            Require.that(
                    lengths[answer] >= 1, "lengths", lengths[answer], "must be at least 1, for answer %d too", answer);
            end += lengths[answer];
            ends[answer] = end;
        }
        return new UnequalAnswers(ends);
    }
}
