package org.transformerbench.data.table;

import org.transformerbench.api.config.Require;

/**
 * A row of {@link PairsTask}.
 *
 * @param input what is given
 * @param output what it becomes
 */
public record Pair(String input, String output) {
    public Pair {
        Require.given("input", input);
        Require.given("output", output);
    }

    /**
     * Returns a pair.
     *
     * @param input what is given
     * @param output what it becomes
     * @return the pair
     */
    public static Pair of(String input, String output) {
        return new Pair(input, output);
    }
}
