package org.transformerbench.api.training;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
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
        require(
                firstScoredTarget() >= 0 && firstScoredTarget() < outputs,
                "firstScoredTarget (" + firstScoredTarget() + ") must be at least 0 and below targetsPerExample ("
                        + outputs + ")");
        require(examplesPerAnswer() >= 0, "examplesPerAnswer (" + examplesPerAnswer() + ") must be at least 0");
        requireGiven("slices", examples.slices());
        long looks = Math.min(size(), Math.max(2, mostIds / ((long) positions() + outputs)));
        int[] tokens = new int[positions() + 2];
        int[] targets = new int[outputs + 2];
        for (long look = 0; look < looks; look++) {
            // In floating point, because a product of two longs may be too large; the last is met exactly.
            long index = look == looks - 1 ? size() - 1 : (long) ((double) look / looks * size());
            readInside(index, tokens, targets);
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
        requireInside("token", index, tokens);
        requireInside("target", index, targets);
    }

    private void requireInside(String kind, long index, int[] ids) {
        int count = ids.length - 2;
        if (ids[0] != UNWRITTEN || ids[count + 1] != UNWRITTEN) {
            throw new DataException(where + "example " + index + ": read wrote beyond its " + count + " " + kind + "s");
        }
        for (int i = 0; i < count; i++) {
            if (ids[i + 1] == UNWRITTEN) {
                throw new DataException(where + "example " + index + ": read left " + kind + " " + i + " unwritten");
            }
            requireId(kind, index, i, ids[i + 1]);
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
        requireIds("token", batch.tokens(), batch.positions(), indices);
        requireIds("target", batch.targets(), batch.targetsPerExample(), indices);
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

    /** First all at once, without a branch per id: this is done in every step. */
    private void requireIds(String kind, int[] ids, int perExample, long[] indices) {
        int outside = 0;
        for (int id : ids) {
            outside |= id | (vocabularySize - 1 - id);
        }
        for (int i = 0; outside < 0 && i < ids.length; i++) {
            requireId(kind, indices[i / perExample], i % perExample, ids[i]);
        }
    }

    private void requireId(String kind, long index, int place, int id) {
        if (id < 0 || id >= vocabularySize) {
            throw new DataException(where + "example " + index + ": " + kind + " " + place + " is " + id
                    + ", must be at least 0 and below " + vocabularySize + ", the size of the vocabulary");
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
    public int examplesPerAnswer() {
        return examples.examplesPerAnswer();
    }

    @Override
    public int firstScoredTarget() {
        return examples.firstScoredTarget();
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
