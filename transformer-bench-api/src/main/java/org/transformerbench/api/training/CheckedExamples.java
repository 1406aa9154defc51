package org.transformerbench.api.training;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.CheckedPlugin;

/** Examples whose batches are looked at before they are handed on, see {@link CheckedDataset}. */
record CheckedExamples(String where, Targets mode, int vocabularySize, ExampleSet examples) implements ExampleSet {
    /** No legal id. What has it after an example was read was not written. */
    private static final int UNWRITTEN = Integer.MIN_VALUE;

    /**
     * The sizes, and examples at equal distances, the first and the last among them.
     *
     * @param mostIds about how many ids are read
     */
    void verify(int contextLength, long mostIds) {
        int outputs = targetsPerExample();
        require(
                positions() == contextLength,
                "positions (" + positions() + ") must be the context length (" + contextLength + ")");
        require(
                mode == Targets.LAST ? outputs == 1 : outputs >= 1,
                "targetsPerExample (" + outputs + ") must be "
                        + (mode == Targets.LAST ? "1 for " + mode : "at least 1"));
        requireGiven("answers", examples.answers());
        requireGiven("slices", examples.slices());
        long looks = Math.min(size(), Math.max(2, mostIds / ((long) positions() + outputs)));
        int[] tokens = new int[positions() + 2];
        int[] targets = new int[outputs + 2];
        long scored = 0;
        for (long look = 0; look < looks; look++) {
            long index = at(look, looks, size());
            readInside(index, tokens, targets);
            scored += scoredTargets(index, targets);
        }
        require(
                scored > 0 || looks < size(),
                "no scored target of its " + size() + " examples counts, must be at least one");
        requireAnswers(Math.min(answers().count(), Math.max(2, mostIds)));
    }

    /** One of several looks at equal distances; in floating point, as a product of two longs may be too large. */
    static long at(long look, long looks, long size) {
        if (looks == size) {
            return look;
        }
        return look == looks - 1 ? size - 1 : (long) ((double) look / looks * size);
    }

    private int scoredTargets(long index, int[] targets) {
        int outputs = targets.length - 2;
        int first = examples.firstScoredTarget(index);
        if (first < 0 || first > outputs) {
            throw new DataException(where + "example " + index + ": firstScoredTarget (" + first
                    + ") must be at least 0 and at most targetsPerExample (" + outputs + ")");
        }
        int scored = 0;
        for (int output = first; output < outputs; output++) {
            scored += targets[output + 1] == Batch.IGNORED ? 0 : 1;
        }
        return scored;
    }

    /** Answers follow one another, and are the whole set. */
    private void requireAnswers(long looks) {
        Answers answers = answers();
        require(answers.count() >= 0, "answers has a count of " + answers.count() + ", must be at least 0");
        for (long look = 0; look < looks; look++) {
            long answer = at(look, looks, answers.count());
            long first = answers.firstExample(answer);
            long end = answers.endExample(answer);
            long before = answer == 0 ? 0 : answers.endExample(answer - 1);
            boolean last = answer == answers.count() - 1;
            if (first != before || end <= first || last && end != size()) {
                throw new DataException(where + "answer " + answer + " of " + answers.count() + ": it is made up of the"
                        + " examples from " + first + " to before " + end + ", must be at least one, from " + before
                        + (last ? " to before " + size() : "") + " on");
            }
        }
    }

    /** One place before the row and one behind it show whether the task writes beyond its own row. */
    private void readInside(long index, int[] tokens, int[] targets) {
        Arrays.fill(tokens, UNWRITTEN);
        Arrays.fill(targets, UNWRITTEN);
        try {
            examples.read(index, tokens, 1, targets, 1);
        } catch (RuntimeException e) {
            throw unreadable(index, e);
        }
        requireInside("token", index, tokens, 0);
        requireInside("target", index, targets, Batch.IGNORED);
    }

    private void requireInside(String kind, long index, int[] ids, int least) {
        int count = ids.length - 2;
        if (ids[0] != UNWRITTEN || ids[count + 1] != UNWRITTEN) {
            throw new DataException(where + "example " + index + ": read wrote beyond its " + count + " " + kind + "s");
        }
        for (int i = 0; i < count; i++) {
            if (ids[i + 1] == UNWRITTEN) {
                throw new DataException(where + "example " + index + ": read left " + kind + " " + i + " unwritten");
            }
            requireId(kind, index, i, ids[i + 1], least);
        }
    }

    @Override
    public Batch batch(long... indices) {
        Batch batch;
        try {
            batch = examples.batch(indices);
        } catch (RuntimeException e) {
            if (LongStream.of(indices).anyMatch(index -> index < 0 || index >= size())) {
                throw e; // Asked for an example that is not there.
            }
            throw unreadable(indices[0], e);
        }
        requireGiven("batch", batch);
        requireCount("examples", batch.size(), indices.length);
        requireCount("positions", batch.positions(), positions());
        requireCount("targets per example", batch.targetsPerExample(), targetsPerExample());
        requireIds("token", batch.tokens(), batch.positions(), indices, 0);
        requireIds("target", batch.targets(), batch.targetsPerExample(), indices, Batch.IGNORED);
        return batch;
    }

    private void requireGiven(String method, Object value) {
        if (value == null) {
            throw new DataException(where + CheckedPlugin.gaveNull(examples, method));
        }
    }

    private void requireCount(String kind, int found, int expected) {
        require(found == expected, "a batch has " + found + " " + kind + ", must be " + expected);
    }

    /**
     * First all at once, without a branch per id: this is done in every step.
     *
     * @param least the smallest legal id: 0, or {@link Batch#IGNORED} for targets
     */
    private void requireIds(String kind, int[] ids, int perExample, long[] indices, int least) {
        int outside = 0;
        for (int id : ids) {
            outside |= (id - least) | (vocabularySize - 1 - id);
        }
        for (int i = 0; outside < 0 && i < ids.length; i++) {
            requireId(kind, indices[i / perExample], i % perExample, ids[i], least);
        }
    }

    private void requireId(String kind, long index, int place, int id, int least) {
        if (id < least || id >= vocabularySize) {
            throw new DataException(where + "example " + index + ": " + kind + " " + place + " is " + id
                    + ", must be at least 0 and below " + vocabularySize + ", the size of the vocabulary"
                    + (least == Batch.IGNORED ? ", or " + Batch.IGNORED + " for a target that does not count" : ""));
        }
    }

    private DataException unreadable(long index, RuntimeException e) {
        return new DataException(where + "example " + index + ": cannot be read, it threw " + e, e);
    }

    /** Not for single ids: the message is made either way. */
    private void require(boolean holds, String what) {
        if (!holds) {
            throw new DataException(where + what);
        }
    }

    @Override
    public long size() {
        return examples.size();
    }

    @Override
    public int positions() {
        return examples.positions();
    }

    @Override
    public int targetsPerExample() {
        return examples.targetsPerExample();
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        examples.read(index, tokens, tokenOffset, targets, targetOffset);
    }

    @Override
    public void updateDigest(MessageDigest digest) {
        examples.updateDigest(digest);
    }

    @Override
    public Answers answers() {
        return examples.answers();
    }

    @Override
    public int firstScoredTarget(long example) {
        return examples.firstScoredTarget(example);
    }

    @Override
    public List<Slice> slices() {
        List<Slice> slices = examples.slices();
        requireGiven("slices", slices);
        return slices;
    }

    @Override
    public boolean inSlice(int slice, long example, int output) {
        return examples.inSlice(slice, example, output);
    }
}
