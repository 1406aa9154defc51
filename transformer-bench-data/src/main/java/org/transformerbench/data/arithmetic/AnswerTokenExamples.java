package org.transformerbench.data.arithmetic;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.transformerbench.api.Answers;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;

/** Examples of one answer token each, see {@link ArithmeticTargets#PER_ANSWER_TOKEN}; those of a problem are consecutive. */
final class AnswerTokenExamples implements ExampleSet {
    private final Problems problems;
    private final AnswerSlices slices;
    private final Answers answers;
    /** The end of each problem's examples; empty where all have as many. */
    private final int[] ends;

    AnswerTokenExamples(Problems problems) {
        this.problems = problems;
        this.slices = new AnswerSlices(problems);
        int answerLength = problems.encoding().answerLength();
        if (problems.encoding().padded()) {
            ends = new int[0];
            answers = Answers.each(answerLength, problems.count() * answerLength);
        } else {
            int[] lengths = new int[Math.toIntExact(problems.count())];
            Arrays.setAll(lengths, problem -> problems.text(problem).answerLength());
            answers = Answers.ofLengths(lengths);
            ends = lengths.clone();
            Arrays.parallelPrefix(ends, Math::addExact);
        }
    }

    @Override
    public long size() {
        return problems.count() == 0 ? 0 : answers.endExample(problems.count() - 1);
    }

    /** Returns the number of tokens of an example. The longest row is all but the last token. */
    @Override
    public int positions() {
        return problems.encoding().length() - 1;
    }

    @Override
    public int targetsPerExample() {
        return 1;
    }

    @Override
    public Answers answers() {
        return answers;
    }

    @Override
    public List<Slice> slices() {
        return slices.slices();
    }

    @Override
    public boolean inSlice(int slice, long example, int output) {
        long problem = problemOf(example);
        return slices.contains(slice, problems.text(problem), (int) (example - answers.firstExample(problem)));
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        Objects.checkIndex(index, size());
        long number = problemOf(index);
        ProblemText problem = problems.text(number);
        int known = problem.promptLength() + (int) (index - answers.firstExample(number));
        int padding = positions() - known;
        Arrays.fill(
                tokens, tokenOffset, tokenOffset + padding, problems.encoding().padToken());
        problem.copy(0, known, tokens, tokenOffset + padding);
        targets[targetOffset] = problem.token(known);
    }

    private long problemOf(long example) {
        if (problems.encoding().padded()) {
            return example / problems.encoding().answerLength();
        }
        int found = Arrays.binarySearch(ends, (int) example);
        return found >= 0 ? found + 1 : -found - 1;
    }

    @Override
    public void updateDigest(MessageDigest digest) {
        if (!ProblemDigest.update(digest, problems, this)) {
            ExampleSet.super.updateDigest(digest);
        }
    }
}
