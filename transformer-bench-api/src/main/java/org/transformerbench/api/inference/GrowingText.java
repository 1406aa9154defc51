package org.transformerbench.api.inference;

import java.util.Arrays;

/** A prompt with what a model has written after it so far. */
class GrowingText {
    private final int[] prompt;
    private final int[] written;
    private int length;
    private int last;
    private boolean ended;
    private double probability = 1;

    /**
     * @param prompt token ids without padding, at least one
     * @param mostTokens that may be written; 0 for a text that is complete
     */
    GrowingText(int[] prompt, int mostTokens) {
        this.prompt = prompt;
        this.written = new int[mostTokens];
    }

    final int[] prompt() {
        return prompt;
    }

    /** Returns what was written, without the end token. */
    final int[] written() {
        return Arrays.copyOf(written, length);
    }

    /** Returns the token that was chosen last, which may be the end token. */
    final int last() {
        return last;
    }

    /** Returns the product of the probabilities of all chosen tokens. */
    final double probability() {
        return probability;
    }

    final boolean ended() {
        return ended;
    }

    final boolean isComplete() {
        return ended || length == written.length;
    }

    final void append(int token, double tokenProbability, boolean isEnd) {
        last = token;
        probability *= tokenProbability;
        ended = isEnd;
        if (!isEnd) {
            written[length++] = token;
        }
    }

    /** Copies the last tokens, padded on the left. */
    void copyWindow(int[] to, int at, int positions, int padToken) {
        int ofWritten = Math.min(length, positions);
        int ofPrompt = Math.min(prompt.length, positions - ofWritten);
        Arrays.fill(to, at, at + positions - ofPrompt - ofWritten, padToken);
        System.arraycopy(prompt, prompt.length - ofPrompt, to, at + positions - ofWritten - ofPrompt, ofPrompt);
        copyWritten(ofWritten, to, at + positions - ofWritten);
    }

    final int length() {
        return length;
    }

    /** Copies the last written tokens. */
    final void copyWritten(int count, int[] to, int at) {
        System.arraycopy(written, length - count, to, at, count);
    }
}
