package org.transformerbench.data.arithmetic;

import java.util.List;
import java.util.Objects;
import org.transformerbench.api.Answers;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;

/** Examples of one problem each, see {@link ArithmeticTargets#WHOLE_SEQUENCE}. */
final class WholeSequenceExamples implements ExampleSet {
    private final ProblemTexts problems;
    private final AnswerSlices slices;

    WholeSequenceExamples(ProblemTexts problems) {
        this.problems = problems;
        this.slices = new AnswerSlices(problems);
    }

    @Override
    public long size() {
        return problems.count();
    }

    @Override
    public int positions() {
        return problems.length() - 1;
    }

    @Override
    public int targetsPerExample() {
        return positions();
    }

    @Override
    public Answers answers() {
        return Answers.each(1, size());
    }

    /** Returns the index of the target after {@code =}. */
    @Override
    public int firstScoredTarget(long example) {
        return problems.promptLength() - 1;
    }

    @Override
    public List<Slice> slices() {
        return slices.slices();
    }

    @Override
    public boolean inSlice(int slice, long example, int output) {
        int first = firstScoredTarget(example);
        return output >= first && slices.contains(slice, (int) example, output - first);
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        int problem = (int) Objects.checkIndex(index, size());
        problems.copy(problem, 0, positions(), tokens, tokenOffset);
        problems.copy(problem, 1, problems.length(), targets, targetOffset);
    }
}
