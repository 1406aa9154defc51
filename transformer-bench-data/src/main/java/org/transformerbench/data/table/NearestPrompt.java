package org.transformerbench.data.table;

import java.util.Arrays;

/**
 * A search for the training prompt with the least edit distance. Prompts are sorted, so that what two neighbours have in common is
 * computed once, and all that begin in a way that is too far off are passed over.
 */
final class NearestPrompt {
    private static final int MAX_TRAINING = 100_000;
    /** Steps of one search, each as long as the prompt: after them the nearest so far is taken. */
    private static final int MAX_STEPS = 300_000;

    private final Sequences all;
    /** Training sequences sorted by prompt, and by place where prompts are equal. */
    private final int[] sorted;
    /** How many tokens the prompt of each has in common with that of its predecessor. */
    private final int[] common;

    private final int longest;

    NearestPrompt(SequencePart train) {
        this.all = train.all();
        this.sorted = Arrays.stream(SequenceSample.of(train, MAX_TRAINING))
                .boxed()
                .sorted(this::compare)
                .mapToInt(Integer::intValue)
                .toArray();
        this.common = new int[sorted.length];
        int length = 0;
        for (int i = 0; i < sorted.length; i++) {
            common[i] = i == 0 ? 0 : mismatch(sorted[i - 1], sorted[i]);
            length = Math.max(length, length(sorted[i]));
        }
        this.longest = length;
    }

    /** Without the separator. */
    private int length(int sequence) {
        return all.prompt(sequence) - 1;
    }

    private int mismatch(int one, int other) {
        int shorter = Math.min(length(one), length(other));
        int place = 0;
        while (place < shorter && all.id(one, place) == all.id(other, place)) {
            place++;
        }
        return place;
    }

    private int compare(int one, int other) {
        int place = mismatch(one, other);
        boolean isOneShort = place == length(one);
        boolean isOtherShort = place == length(other);
        if (isOneShort || isOtherShort) {
            return isOneShort && isOtherShort ? Integer.compare(one, other) : isOneShort ? -1 : 1;
        }
        return Integer.compare(all.id(one, place), all.id(other, place));
    }

    /** Returns the training sequence whose prompt is nearest to that of a sequence; of several, the first in sorted order. */
    int of(int sequence) {
        int[] wanted = new int[length(sequence)];
        all.copy(sequence, wanted.length, wanted, 0);
        int[][] rows = new int[longest + 1][];
        rows[0] = EditDistance.first(wanted.length);
        int best = sorted[0];
        int bestDistance = Integer.MAX_VALUE;
        int steps = 0;
        // How many tokens of the last prompt have a row.
        int depth = 0;
        for (int i = 0; i < sorted.length && bestDistance > 0 && steps < MAX_STEPS; i++) {
            int candidate = sorted[i];
            if (common[i] > depth) {
                continue; // It begins like one that was given up.
            }
            depth = common[i];
            int length = length(candidate);
            boolean isNearEnough = true;
            while (depth < length && isNearEnough) {
                if (rows[depth + 1] == null) {
                    rows[depth + 1] = new int[wanted.length + 1];
                }
                int least =
                        EditDistance.step(rows[depth], rows[depth + 1], all.id(candidate, depth), wanted, depth + 1);
                steps++;
                isNearEnough = least < bestDistance;
                depth += isNearEnough ? 1 : 0;
            }
            if (isNearEnough && rows[length][wanted.length] < bestDistance) {
                bestDistance = rows[length][wanted.length];
                best = candidate;
            }
        }
        return best;
    }
}
