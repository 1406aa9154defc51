package org.transformerbench.data.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Choices among sequences, so that references are found in seconds on data of any size. */
final class SequenceSample {
    private SequenceSample() {}

    /** Returns sequences of a part at equal distances, the first among them: as many as have about so many tokens together. */
    static int[] ofTokens(SequencePart part, long mostTokens) {
        long tokens = 0;
        for (int sequence = part.from(); sequence < part.to(); sequence++) {
            tokens += part.all().length(sequence);
        }
        return tokens <= mostTokens
                ? of(part, part.count())
                : of(part, (int) Math.max(1, (double) mostTokens / tokens * part.count()));
    }

    /** Returns the words for a sample of the test data, for the name of a reference; empty for all of it. */
    static String note(int[] sample, SequencePart test) {
        return sample.length < test.count()
                ? String.format(Locale.ROOT, ", on %,d of %,d test rows", sample.length, test.count())
                : "";
    }

    /** Returns each tenth sequence, which is held out where there is no validation data, or all others. */
    static int[] tenths(int[] sequences, boolean held) {
        return IntStream.range(0, sequences.length)
                .filter(i -> i % 10 == 9 == held)
                .map(i -> sequences[i])
                .toArray();
    }

    /** Returns at most so many sequences of a part at equal distances, the first among them. */
    static int[] of(SequencePart part, int most) {
        int[] chosen = new int[Math.min(part.count(), most)];
        Arrays.setAll(chosen, i -> part.from() + (int) ((long) i * part.count() / chosen.length));
        return chosen;
    }
}
