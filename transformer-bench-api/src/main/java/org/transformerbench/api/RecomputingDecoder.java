package org.transformerbench.api;

import org.transformerbench.api.config.Require;

/**
 * A decoder that keeps the window of each sequence and lets the model recompute all of it. Takes its own lock before the model's.
 */
final class RecomputingDecoder implements Decoder {
    private final TrainedModel model;
    private final int batchSize;
    private final int contextLength;
    /** The tokens in the window, shape (B, min(length, context length)). */
    private int[] window = {};

    private int length;

    RecomputingDecoder(TrainedModel model, int batchSize) {
        Require.atLeast("batchSize", batchSize, 1);
        this.model = model;
        this.batchSize = batchSize;
        this.contextLength = model.shape().contextLength();
    }

    @Override
    public synchronized float[] append(int... tokens) {
        check(tokens);
        int added = tokens.length / batchSize;
        int held = window.length / batchSize;
        int size = Math.min(contextLength, held + added);
        boolean readsWholeWindows = model.shape().outputPositions() != contextLength;
        if (readsWholeWindows && size < contextLength) {
            throw new IllegalArgumentException(
                    "The model reads windows of " + contextLength + " tokens: a sequence of " + size + " is too short");
        }
        int kept = Math.max(0, size - added);
        int[] next = new int[batchSize * size];
        for (int i = 0; i < batchSize; i++) {
            System.arraycopy(window, (i + 1) * held - kept, next, i * size, kept);
            System.arraycopy(tokens, (i + 1) * added - (size - kept), next, i * size + kept, size - kept);
        }
        float[] logits = model.logits(next, size, Targets.LAST);
        window = next;
        length += added;
        return logits;
    }

    private void check(int[] tokens) {
        if (tokens.length == 0 || tokens.length % batchSize != 0) {
            throw new IllegalArgumentException(
                    tokens.length + " tokens cannot be appended to " + batchSize + " sequences alike");
        }
        int vocabularySize = model.shape().vocabularySize();
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] < 0 || tokens[i] >= vocabularySize) {
                throw new IllegalArgumentException("The token " + tokens[i] + " at index " + i
                        + " is outside of the vocabulary [0, " + vocabularySize + ")");
            }
        }
    }

    @Override
    public synchronized int length() {
        return length;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public boolean cached() {
        return false;
    }
}
