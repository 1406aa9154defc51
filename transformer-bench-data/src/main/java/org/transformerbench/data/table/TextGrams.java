package org.transformerbench.data.table;

import java.util.function.LongConsumer;
import org.transformerbench.api.SeedStreams;

/** The n-grams of the units of a text, with a sign before the first and one behind the last. */
final class TextGrams {
    private TextGrams() {}

    /** Hands out a hash of each n-gram, different for different n. The signs alone are none. */
    static void forEach(Sequences all, int sequence, int n, LongConsumer grams) {
        int length = all.prompt(sequence) - 1;
        for (int first = n == 1 ? 0 : -1; first + n <= (n == 1 ? length : length + 1); first++) {
            long hash = n;
            for (int i = first; i < first + n; i++) {
                int unit = i < 0 || i == length ? Layout.GO : all.id(sequence, i);
                hash = SeedStreams.mix(hash * Character.MAX_VALUE + unit + 1);
            }
            grams.accept(hash);
        }
    }
}
