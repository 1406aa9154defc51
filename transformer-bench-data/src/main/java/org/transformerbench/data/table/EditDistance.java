package org.transformerbench.data.table;

/** The least number of insertions, deletions and replacements that turn one row of tokens into another (Levenshtein). */
final class EditDistance {
    private EditDistance() {}

    static int of(int[] one, int[] other) {
        int[] row = first(other.length);
        int[] next = new int[row.length];
        for (int i = 0; i < one.length; i++) {
            step(row, next, one[i], other, i + 1);
            int[] free = row;
            row = next;
            next = free;
        }
        return row[other.length];
    }

    /** Returns the distances of nothing to the beginnings of a row of tokens. */
    static int[] first(int length) {
        int[] row = new int[length + 1];
        for (int i = 0; i < row.length; i++) {
            row[i] = i;
        }
        return row;
    }

    /**
     * Computes the distances of a prefix to the beginnings of a row of tokens.
     *
     * @param before the distances of the prefix without its last token
     * @param after receives those of the whole prefix
     * @param token the last token
     * @param length of the prefix
     * @return the least of them, below which no longer prefix comes
     */
    static int step(int[] before, int[] after, int token, int[] other, int length) {
        after[0] = length;
        int least = length;
        for (int i = 1; i < after.length; i++) {
            int replaced = before[i - 1] + (other[i - 1] == token ? 0 : 1);
            after[i] = Math.min(replaced, Math.min(before[i], after[i - 1]) + 1);
            least = Math.min(least, after[i]);
        }
        return least;
    }
}
