package org.transformerbench.data.table;

import java.util.Arrays;
import org.transformerbench.api.DataException;
import org.transformerbench.api.SeedStreams;

/** Rows of ids of different lengths, 2 bytes for each id and 4 for each row. */
final class TokenColumn {
    private static final int MOST = Integer.MAX_VALUE - 8;

    private char[] ids = new char[1 << 10];
    private int[] ends = new int[1 << 6];
    private int rows;
    /** Where the next id goes: behind the last row's end, while a row is written. */
    private int next;

    /** Adds an id to the row that is being written. */
    void add(char id) {
        if (next == ids.length) {
            ids = Arrays.copyOf(ids, larger(ids.length));
        }
        ids[next++] = id;
    }

    /** Ends the row that is being written. */
    void endRow() {
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, larger(ends.length));
        }
        ends[rows++] = next;
    }

    /** Forgets what was added since the last row ended. */
    void dropRow() {
        next = end(rows - 1);
    }

    /** Shortens the row that is being written to its first ids. */
    void cutRow(int length) {
        next = Math.min(next, end(rows - 1) + length);
    }

    /** Returns the number of ids in the row that is being written. */
    int written() {
        return next - end(rows - 1);
    }

    private static int larger(int size) {
        if (size >= MOST) {
            throw new DataException("The data is too large: it has more than " + MOST + " characters or words");
        }
        return (int) Math.min(MOST, size + (size >> 1) + 1L);
    }

    int rows() {
        return rows;
    }

    int start(int row) {
        return end(row - 1);
    }

    private int end(int row) {
        return row < 0 ? 0 : ends[row];
    }

    int length(int row) {
        return end(row) - start(row);
    }

    char id(int row, int place) {
        return ids[start(row) + place];
    }

    /** Returns a hash of a row's content, by which 2^32 rows are told apart with fair odds. */
    long hash(int row) {
        long hash = 0xcbf29ce484222325L;
        for (int i = start(row); i < end(row); i++) {
            // FNV-1a with ids in place of bytes, and a finalizer, since ids are small; source: Fowler, Noll, Vo.
            hash = (hash ^ ids[i]) * 0x100000001b3L;
        }
        return SeedStreams.mix(hash);
    }
}
