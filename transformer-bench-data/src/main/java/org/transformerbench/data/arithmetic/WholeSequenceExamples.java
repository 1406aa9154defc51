package org.transformerbench.data.arithmetic;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;

/** Examples of one problem each, see {@link ArithmeticTargets#WHOLE_SEQUENCE}. */
final class WholeSequenceExamples implements ExampleSet {
    private final Problems problems;
    private final boolean lossOnQuestion;
    private final AnswerSlices slices;

    WholeSequenceExamples(Problems problems, boolean lossOnQuestion) {
        this.problems = problems;
        this.lossOnQuestion = lossOnQuestion;
        this.slices = new AnswerSlices(problems);
    }

    @Override
    public long size() {
        return problems.count();
    }

    @Override
    public int positions() {
        return problems.encoding().length() - 1;
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
        return problems.text(example).promptLength() - 1;
    }

    @Override
    public List<Slice> slices() {
        return slices.slices();
    }

    @Override
    public boolean inSlice(int slice, long example, int output) {
        ProblemText problem = problems.text(example);
        int position = output - (problem.promptLength() - 1);
        return position >= 0 && position < problem.answerLength() && slices.contains(slice, problem, position);
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        ProblemText problem = problems.text(index);
        int predicted = problem.length() - 1;
        problem.copy(0, predicted, tokens, tokenOffset);
        Arrays.fill(
                tokens,
                tokenOffset + predicted,
                tokenOffset + positions(),
                problems.encoding().padToken());
        problem.copy(1, problem.length(), targets, targetOffset);
        Arrays.fill(targets, targetOffset + predicted, targetOffset + positions(), Batch.IGNORED);
        if (!lossOnQuestion) {
            Arrays.fill(targets, targetOffset, targetOffset + problem.promptLength() - 1, Batch.IGNORED);
        }
    }

    @Override
    public void updateDigest(MessageDigest digest) {
        if (!ProblemDigest.update(digest, problems, this)) {
            ExampleSet.super.updateDigest(digest);
        }
    }
}
