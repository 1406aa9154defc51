package org.transformerbench.data.characters;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A contiguous part of a text.
 *
 * @param from its first position
 * @param to the position after its last
 */
record TextPart(int from, int to) {

    int length() {
        return to - from;
    }

    /** Returns the number of windows that fit, each with the character after it. */
    int windows(int contextLength) {
        return Math.max(0, length() - contextLength);
    }

    /**
     * Returns evenly spaced windows, starting with the first one.
     *
     * @return first positions, ascending
     */
    int[] cover(int stride, int contextLength) {
        int windows = windows(contextLength);
        int[] starts = new int[(windows + stride - 1) / stride];
        Arrays.setAll(starts, i -> from + i * stride);
        return starts;
    }

    /**
     * Draws distinct windows, every subset equally likely, in one pass: each window is taken with probability (still needed) /
     * (still left). See Knuth, "The Art of Computer Programming", 3.4.2, algorithm S.
     *
     * @return first positions, ascending; all of them if there are no more than {@code count}
     */
    int[] draw(int count, int contextLength, RandomGenerator random) {
        int windows = windows(contextLength);
        int[] starts = new int[Math.min(count, windows)];
        for (int window = 0, taken = 0; taken < starts.length; window++) {
            if (random.nextInt(windows - window) < starts.length - taken) {
                starts[taken++] = from + window;
            }
        }
        return starts;
    }
}
