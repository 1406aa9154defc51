package org.transformerbench.api;

import java.util.List;

/** Examples that can be read by index, in any order and from any thread; all have the same T and O. */
public interface ExampleSet {

    /**
     * How many examples there are.
     *
     * @return 0 if the data has no such part
     */
    long size();

    /**
     * Tokens per example.
     *
     * @return T
     */
    int positions();

    /**
     * Targets per example.
     *
     * @return O
     */
    int targetsPerExample();

    /**
     * Copies one example.
     *
     * @param index 0 &lt;= index &lt; {@link #size()}
     * @param tokens receives T token ids
     * @param tokenOffset where in {@code tokens} the first goes
     * @param targets receives O token ids
     * @param targetOffset where in {@code targets} the first goes
     * @throws IndexOutOfBoundsException if there is no such example
     */
    void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset);

    /**
     * How many consecutive examples make up one whole answer, for exact match. Because an answer is right only if
     * each token is right given the true ones before it, this equals the score of greedy decoding. For
     * {@link org.transformerbench.api.inference.AnswerWriter} an answer is either one sequence whose targets are its tokens
     * shifted by one, or n examples with one target each, of which example i ends with the first i tokens of the answer.
     *
     * @return 0 where there are no whole answers (running text), else at least 1
     */
    default int examplesPerAnswer() {
        return 0;
    }

    /**
     * The first target that counts for accuracy and exact match; earlier ones enter the loss only (the question, when
     * a whole sequence is the target).
     *
     * @return 0 &lt;= index &lt; {@link #targetsPerExample()}
     */
    default int firstScoredTarget() {
        return 0;
    }

    /**
     * The parts of this set that are scored apart as well.
     *
     * @return empty by default
     */
    default List<Slice> slices() {
        return List.of();
    }

    /**
     * Whether a target belongs to a slice.
     *
     * @param slice index into {@link #slices()}
     * @param example index of the example
     * @param output index of the target in the example
     * @return false by default
     */
    default boolean inSlice(int slice, long example, int output) {
        return false;
    }

    /**
     * Reads several examples into a batch.
     *
     * @param indices the examples
     * @return a batch of that size, in that order
     */
    default Batch batch(long... indices) {
        int[] tokens = new int[Math.multiplyExact(indices.length, positions())];
        int[] targets = new int[Math.multiplyExact(indices.length, targetsPerExample())];
        for (int row = 0; row < indices.length; row++) {
            read(indices[row], tokens, row * positions(), targets, row * targetsPerExample());
        }
        return new Batch(indices.length, positions(), targetsPerExample(), tokens, targets);
    }
}
