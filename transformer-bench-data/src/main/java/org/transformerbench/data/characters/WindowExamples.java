package org.transformerbench.data.characters;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Sha256;

/** Windows of one text, copied when they are read. With both target modes an index stands for the same window. */
final class WindowExamples implements ExampleSet {
    private final int[] text;
    private final TextPart part;
    private final int size;
    private final IntUnaryOperator start;
    private final int contextLength;
    private final Targets targets;

    /** Returns all windows of a part of the text. */
    static WindowExamples all(int[] text, TextPart part, int contextLength, Targets targets) {
        return new WindowExamples(
                text, part, part.windows(contextLength), i -> part.from() + i, contextLength, targets);
    }

    /** Returns windows of a part, given by their first positions. */
    static WindowExamples at(int[] text, TextPart part, int[] starts, int contextLength, Targets targets) {
        return new WindowExamples(text, part, starts.length, i -> starts[i], contextLength, targets);
    }

    private WindowExamples(
            int[] text, TextPart part, int size, IntUnaryOperator start, int contextLength, Targets targets) {
        this.text = text;
        this.part = part;
        this.size = size;
        this.start = start;
        this.contextLength = contextLength;
        this.targets = targets;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int positions() {
        return contextLength;
    }

    @Override
    public int targetsPerExample() {
        return targets == Targets.EVERY ? contextLength : 1;
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        int first = start.applyAsInt((int) Objects.checkIndex(index, size));
        System.arraycopy(text, first, tokens, tokenOffset, contextLength);
        int wanted = targetsPerExample();
        System.arraycopy(text, first + contextLength + 1 - wanted, targets, targetOffset, wanted);
    }

    /**
     * Adds the part once and the positions of its windows to a digest: read one by one, the windows would repeat the text many
     * times.
     */
    @Override
    public void updateDigest(MessageDigest digest) {
        Sha256.add(digest, text, part.from(), part.to());
        int[] starts = new int[size];
        Arrays.setAll(starts, i -> start.applyAsInt(i) - part.from());
        Sha256.add(digest, starts, 0, size);
    }
}
