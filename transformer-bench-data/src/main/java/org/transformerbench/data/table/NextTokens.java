package org.transformerbench.data.table;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.transformerbench.api.Answers;
import org.transformerbench.api.DataException;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;

/** Examples of one answer token each, padded on the left; those of a sequence are consecutive. See the description of this package. */
final class NextTokens implements ExampleSet {
    private final SequencePart part;
    private final int contextLength;
    private final Answers answers;
    /** For each sequence of the part the example after its last one. */
    private final int[] ends;

    NextTokens(SequencePart part, int contextLength, boolean hasAnswers) {
        this.part = part;
        this.contextLength = contextLength;
        this.answers = hasAnswers
                ? Answers.ofLengths(IntStream.range(part.from(), part.to())
                        .map(part.all()::answer)
                        .toArray())
                : Answers.none();
        this.ends = new int[part.count()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += part.all().answer(part.from() + i);
            if (end < 0) {
                throw new DataException("The data has more than " + Integer.MAX_VALUE + " tokens to predict");
            }
            ends[i] = end;
        }
    }

    @Override
    public long size() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    @Override
    public int positions() {
        return contextLength;
    }

    @Override
    public int targetsPerExample() {
        return 1;
    }

    @Override
    public Answers answers() {
        return answers;
    }

    /** Returns the place in the part of the sequence that an example belongs to. */
    private int place(int example) {
        int found = Arrays.binarySearch(ends, example + 1);
        return found >= 0 ? found : -found - 1;
    }

    @Override
    public List<Slice> slices() {
        return part.slices();
    }

    @Override
    public boolean inSlice(int slice, long example, int output) {
        return part.inSlice(slice, part.from() + place((int) Objects.checkIndex(example, size())));
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        int example = (int) Objects.checkIndex(index, size());
        int place = place(example);
        int sequence = part.from() + place;
        int known = part.all().prompt(sequence) + example - (place == 0 ? 0 : ends[place - 1]);
        int padding = contextLength - known;
        Arrays.fill(tokens, tokenOffset, tokenOffset + padding, Layout.PAD);
        part.all().copy(sequence, known, tokens, tokenOffset + padding);
        targets[targetOffset] = part.all().id(sequence, known);
    }

    @Override
    public void updateDigest(MessageDigest digest) {
        digest.update(("tokens " + contextLength).getBytes(StandardCharsets.UTF_8));
        part.all().updateDigest(digest, part.from(), part.to());
    }
}
