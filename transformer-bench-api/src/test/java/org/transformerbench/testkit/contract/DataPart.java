package org.transformerbench.testkit.contract;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Sha256;

/** The training, validation or test part of the data, with one target mode. */
record DataPart(String name, Targets mode, ExampleSet examples) {
    /** Number that is no token. */
    static final int MARK = Integer.MIN_VALUE;

    /** The beginning of the names of training data. */
    static final String TRAIN = "train";

    private static final int SAMPLE = 2000;

    /** Returns whether models learn from it, be it in one of several stages. */
    boolean isForTraining() {
        return name.startsWith(TRAIN);
    }

    /** Returns indices over the whole set, including the first and the last. */
    long[] sample() {
        return sample(examples.size());
    }

    /** Returns numbers from 0 to below a size, including the first and the last. */
    static long[] sample(long size) {
        return sample(size, SAMPLE);
    }

    /** Returns at most so many numbers from 0 to below a size, including the first and the last. */
    static long[] sample(long size, int most) {
        long count = Math.min(size, most);
        return LongStream.range(0, count)
                .map(i -> count == size
                        ? i
                        : i * ((size - 1) / (count - 1)) + i * ((size - 1) % (count - 1)) / (count - 1))
                .toArray();
    }

    String digest() {
        MessageDigest digest = Sha256.begin();
        examples.updateDigest(digest);
        return Sha256.end(digest);
    }

    /** Checks that digests differ if any of the examples differ. */
    void requireTold(DataPart other, String name) {
        boolean same = examples.size() == other.examples.size() && isAlike(other);
        Expect.that(
                same || !digest().equals(other.digest()),
                "updateDigest() of %s feeds the same as %s, which has other examples: results would be taken for those"
                        + " of data that has changed; each token and target must have an effect",
                this,
                name);
    }

    private boolean isAlike(DataPart other) {
        for (long index : sample()) {
            Batch mine = examples.batch(index);
            Batch its = other.examples.batch(index);
            if (!Arrays.equals(mine.tokens(), its.tokens()) || !Arrays.equals(mine.targets(), its.targets())) {
                return false;
            }
        }
        return true;
    }

    void requireWrittenInPlace(long index) {
        int positions = examples.positions();
        int outputs = examples.targetsPerExample();
        int[] tokens = new int[positions + 5];
        int[] targets = new int[outputs + 5];
        Arrays.fill(tokens, MARK);
        Arrays.fill(targets, MARK);
        examples.read(index, tokens, 2, targets, 3);
        Expect.that(
                isFilled(tokens, 2, positions) && isFilled(targets, 3, outputs),
                "Example %d of %s does not fill exactly its T = %d tokens from the token offset on and its O = %d targets"
                        + " from the target offset on",
                index,
                this,
                positions,
                outputs);
    }

    /** Returns whether exactly these positions no longer hold a mark. */
    private static boolean isFilled(int[] values, int from, int length) {
        for (int i = 0; i < values.length; i++) {
            boolean inside = i >= from && i < from + length;
            if (inside == (values[i] == MARK)) {
                return false;
            }
        }
        return true;
    }

    /** Checks that answers follow one another and are all there is. */
    void requireWholeAnswers() {
        Answers answers = examples.answers();
        long end = 0;
        for (long answer : sample(answers.count())) {
            long first = answers.firstExample(answer);
            long before = answer == 0 ? 0 : answers.endExample(answer - 1);
            end = answers.endExample(answer);
            Expect.that(
                    first == before && end > first,
                    "Answer %d of %s is made up of the examples from %d to before %d, but the one before it ends at %d: answers"
                            + " follow one another, each with at least one example",
                    answer,
                    this,
                    first,
                    end,
                    before);
        }
        Expect.that(
                answers.count() == 0 || end == examples.size(),
                "%s has %d examples, but its %d answers() end at %d: each example is part of one answer",
                this,
                examples.size(),
                answers.count(),
                end);
    }

    /** Checks that an answer has a target by which it is right or wrong. */
    void requireScored(long answer, long first, long end) {
        for (long index = first; index < end; index++) {
            int[] targets = examples.batch(index).targets();
            for (int output = examples.firstScoredTarget(index); output < targets.length; output++) {
                if (targets[output] != Batch.IGNORED) {
                    return;
                }
            }
        }
        Expect.that(
                false,
                "Answer %d of %s, examples %d to %d, has no scored target that counts: it can be neither right nor wrong",
                answer,
                this,
                first,
                end - 1);
    }

    /** Checks ids against the vocabulary, the least one being 0 or that of a target that does not count. */
    void requireVocabulary(int size, int[] ids, String kind, long index, int least) {
        for (int i = 0; i < ids.length; i++) {
            Expect.that(
                    ids[i] >= least && ids[i] < size,
                    "%s %d of example %d of %s is %d, but the vocabulary has the ids 0 to %d",
                    kind,
                    i,
                    index,
                    this,
                    ids[i],
                    size - 1);
        }
    }

    @Override
    public String toString() {
        return name + "(" + mode + ")";
    }
}
