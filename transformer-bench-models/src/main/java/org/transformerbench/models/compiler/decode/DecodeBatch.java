package org.transformerbench.models.compiler.decode;

/**
 * The rows that a decoder computes at once: new positions of some of its sequences, all positions of one sequence before those of
 * the next.
 *
 * @param cache keys and values of all sequences up to the first of these positions
 * @param text token ids of all sequences, shape (B, T)
 * @param contextLength T
 * @param firstSequence the first of these sequences
 * @param sequences how many
 * @param firstPosition the first of these positions
 * @param positions how many of each sequence
 */
public record DecodeBatch(
        KeyValueCache cache,
        int[] text,
        int contextLength,
        int firstSequence,
        int sequences,
        int firstPosition,
        int positions) {

    /**
     * Returns the number of rows.
     *
     * @return positions of all sequences
     */
    public int size() {
        return sequences * positions;
    }

    /**
     * Returns the position of a row.
     *
     * @param row from 0
     * @return a position from 0
     */
    public int position(int row) {
        return firstPosition + row % positions;
    }

    /**
     * Returns the token of a row.
     *
     * @param row from 0
     * @return the id of its token
     */
    public int token(int row) {
        return text[(firstSequence + row / positions) * contextLength + position(row)];
    }
}
