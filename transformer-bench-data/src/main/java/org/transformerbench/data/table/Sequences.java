package org.transformerbench.data.table;

import java.security.MessageDigest;
import org.transformerbench.api.config.Sha256;

/**
 * Prompts with their answers, one after the other: those of training, then of validation, then of test.
 *
 * @param ids all tokens
 * @param ends the position after the last token of each sequence
 * @param prompts the number of tokens of each prompt; the rest of its sequence is the answer
 */
record Sequences(char[] ids, int[] ends, int[] prompts) {
    private static final int AT_ONCE = 1 << 14;

    int count() {
        return ends.length;
    }

    int start(int sequence) {
        return sequence == 0 ? 0 : ends[sequence - 1];
    }

    int length(int sequence) {
        return ends[sequence] - start(sequence);
    }

    int prompt(int sequence) {
        return prompts[sequence];
    }

    int answer(int sequence) {
        return length(sequence) - prompts[sequence];
    }

    int id(int sequence, int place) {
        return ids[start(sequence) + place];
    }

    /** Copies the first tokens of a sequence. */
    void copy(int sequence, int length, int[] into, int offset) {
        int start = start(sequence);
        for (int i = 0; i < length; i++) {
            into[offset + i] = ids[start + i];
        }
    }

    /** Adds sequences to a digest, with their borders. */
    void updateDigest(MessageDigest digest, int from, int to) {
        int[] some = new int[AT_ONCE];
        int filled = 0;
        for (int sequence = from; sequence < to; sequence++) {
            filled = put(digest, some, filled, length(sequence));
            filled = put(digest, some, filled, prompts[sequence]);
            for (int i = start(sequence); i < ends[sequence]; i++) {
                filled = put(digest, some, filled, ids[i]);
            }
        }
        Sha256.add(digest, some, 0, filled);
    }

    private static int put(MessageDigest digest, int[] some, int filled, int value) {
        some[filled] = value;
        if (filled + 1 < some.length) {
            return filled + 1;
        }
        Sha256.add(digest, some, 0, some.length);
        return 0;
    }
}
