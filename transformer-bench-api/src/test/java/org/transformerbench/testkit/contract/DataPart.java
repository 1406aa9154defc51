package org.transformerbench.testkit.contract;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Sha256;

/** The training, validation or test part of the data, with one target mode. */
record DataPart(String name, Targets mode, ExampleSet examples) {
    /** Number that is no token. */
    static final int MARK = Integer.MIN_VALUE;

    private static final int SAMPLE = 2000;

    /** Returns indices over the whole set, including the first and the last. */
    long[] sample() {
        long size = examples.size();
        long count = Math.min(size, SAMPLE);
        return LongStream.range(0, count)
                .map(i -> count == size ? i : i * (size - 1) / (count - 1))
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

    void requireVocabulary(int size, int[] ids, String kind, long index) {
        for (int i = 0; i < ids.length; i++) {
            Expect.that(
                    ids[i] >= 0 && ids[i] < size,
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
