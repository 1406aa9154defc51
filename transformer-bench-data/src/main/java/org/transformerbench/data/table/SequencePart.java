package org.transformerbench.data.table;

import java.util.List;
import org.transformerbench.api.Slice;

/**
 * The sequences of one part of the data.
 *
 * @param all the sequences of all parts
 * @param from the first one of this part
 * @param to the one after the last
 * @param slices that have a sequence in this part
 * @param sliceOf for each sequence of all parts its slice among those of this part; empty where there are no slices
 */
record SequencePart(Sequences all, int from, int to, List<Slice> slices, int[] sliceOf) {

    int count() {
        return to - from;
    }

    /** Returns the number of answer tokens. */
    long answerTokens() {
        long tokens = 0;
        for (int sequence = from; sequence < to; sequence++) {
            tokens += all.answer(sequence);
        }
        return tokens;
    }

    boolean inSlice(int slice, int sequence) {
        return sliceOf[sequence] == slice;
    }
}
