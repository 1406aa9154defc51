package org.transformerbench.data.table;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;

/**
 * Examples of one sequence each, padded on the right, whose targets are its tokens shifted by one; see the description of this
 * package.
 */
final class WholeSequences implements ExampleSet {
    private final SequencePart part;
    private final int contextLength;
    private final boolean hasAnswers;
    private final boolean lossOnPrompt;

    WholeSequences(SequencePart part, int contextLength, boolean hasAnswers, boolean lossOnPrompt) {
        this.part = part;
        this.contextLength = contextLength;
        this.hasAnswers = hasAnswers;
        this.lossOnPrompt = lossOnPrompt;
    }

    @Override
    public long size() {
        return part.count();
    }

    @Override
    public int positions() {
        return contextLength;
    }

    @Override
    public int targetsPerExample() {
        return contextLength;
    }

    @Override
    public Answers answers() {
        return hasAnswers ? Answers.each(1, size()) : Answers.none();
    }

    @Override
    public int firstScoredTarget(long example) {
        return part.all().prompt(sequence(example)) - 1;
    }

    private int sequence(long example) {
        return part.from() + (int) Objects.checkIndex(example, size());
    }

    @Override
    public List<Slice> slices() {
        return part.slices();
    }

    @Override
    public boolean inSlice(int slice, long example, int output) {
        int sequence = sequence(example);
        return part.inSlice(slice, sequence)
                && output >= part.all().prompt(sequence) - 1
                && output < part.all().length(sequence) - 1;
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        Sequences all = part.all();
        int sequence = sequence(index);
        int start = all.start(sequence);
        int used = all.length(sequence) - 1;
        int firstCounted = lossOnPrompt ? 0 : all.prompt(sequence) - 1;
        for (int i = 0; i < contextLength; i++) {
            tokens[tokenOffset + i] = i < used ? all.ids()[start + i] : Layout.PAD;
            targets[targetOffset + i] = i >= firstCounted && i < used ? all.ids()[start + i + 1] : Batch.IGNORED;
        }
    }

    @Override
    public void updateDigest(MessageDigest digest) {
        String form = "sequences " + contextLength + ' ' + lossOnPrompt;
        digest.update(form.getBytes(StandardCharsets.UTF_8));
        part.all().updateDigest(digest, part.from(), part.to());
    }
}
