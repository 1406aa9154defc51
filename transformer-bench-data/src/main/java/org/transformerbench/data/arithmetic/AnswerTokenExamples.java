package org.transformerbench.data.arithmetic;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.transformerbench.api.Answers;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;

/** Examples of one answer token each, see {@link ArithmeticTargets#PER_ANSWER_TOKEN}; those of a problem are consecutive. */
final class AnswerTokenExamples implements ExampleSet {
    private static final int PADDING = 0;

    private final ProblemTexts problems;
    private final AnswerSlices slices;

    AnswerTokenExamples(ProblemTexts problems) {
        this.problems = problems;
        this.slices = new AnswerSlices(problems);
    }

    @Override
    public long size() {
        return (long) problems.count() * problems.answerLength();
    }

    /** Returns the number of tokens of an example. The last row is the longest: all but the last token. */
    @Override
    public int positions() {
        return problems.length() - 1;
    }

    @Override
    public int targetsPerExample() {
        return 1;
    }

    @Override
    public Answers answers() {
        return Answers.each(problems.answerLength(), size());
    }

    @Override
    public List<Slice> slices() {
        return slices.slices();
    }

    @Override
    public boolean inSlice(int slice, long example, int output) {
        return slices.contains(
                slice, (int) (example / problems.answerLength()), (int) (example % problems.answerLength()));
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        Objects.checkIndex(index, size());
        int problem = (int) (index / problems.answerLength());
        int known = problems.promptLength() + (int) (index % problems.answerLength());
        int padding = positions() - known;
        Arrays.fill(tokens, tokenOffset, tokenOffset + padding, PADDING);
        problems.copy(problem, 0, known, tokens, tokenOffset + padding);
        targets[targetOffset] = problems.token(problem, known);
    }
}
