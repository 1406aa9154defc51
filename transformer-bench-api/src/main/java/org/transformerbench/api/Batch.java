package org.transformerbench.api;

import org.transformerbench.api.config.Require;

/**
 * A batch of token rows with their targets. The arrays are not copied: who makes a batch hands them over.
 *
 * @param size B, the number of examples; at least 1
 * @param positions T, tokens per example; at least 1
 * @param targetsPerExample O, targets per example; at least 1
 * @param tokens token ids, shape (B, T), row-major
 * @param targets token ids to predict, shape (B, O), row-major; {@link #IGNORED} where a target does not count
 */
public record Batch(int size, int positions, int targetsPerExample, int[] tokens, int[] targets) {

    /**
     * A target that does not count: it has no part in loss, gradient, accuracy, exact match or any number of targets. Means are
     * over the others of the batch.
     */
    public static final int IGNORED = -1;

    public Batch {
        Require.atLeast("size", size, 1);
        Require.atLeast("positions", positions, 1);
        Require.atLeast("targetsPerExample", targetsPerExample, 1);
        Require.that(
                tokens.length == (long) size * positions,
                "tokens",
                tokens.length,
                "must have size (%d) x positions (%d) ids",
                size,
                positions);
        Require.that(
                targets.length == (long) size * targetsPerExample,
                "targets",
                targets.length,
                "must have size (%d) x targetsPerExample (%d) ids",
                size,
                targetsPerExample);
    }

    /**
     * Counts the targets that are not {@link #IGNORED}.
     *
     * @return 0 to B x O; a batch to learn from has at least one
     */
    public int countedTargets() {
        int counted = 0;
        for (int target : targets) {
            counted += target == IGNORED ? 0 : 1;
        }
        return counted;
    }
}
