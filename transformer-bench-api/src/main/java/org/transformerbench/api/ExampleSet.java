package org.transformerbench.api;

import java.security.MessageDigest;
import java.util.List;
import org.transformerbench.api.config.Sha256;

/** A set of examples that can be read by index, in any order and from any thread; all have the same T and O. */
public interface ExampleSet {

    /**
     * Returns the number of examples.
     *
     * @return 0 if the data has no such part
     */
    long size();

    /**
     * Returns the number of tokens per example, T.
     *
     * @return T
     */
    int positions();

    /**
     * Returns the number of targets per example, O.
     *
     * @return O
     */
    int targetsPerExample();

    /**
     * Copies one example. A target may be {@link Batch#IGNORED}: it does not count. Every token is of the vocabulary, those that
     * pad a row too.
     *
     * @param index 0 &lt;= index &lt; {@link #size()}
     * @param tokens receives T token ids
     * @param tokenOffset where in {@code tokens} the first goes
     * @param targets receives O token ids, or {@link Batch#IGNORED}
     * @param targetOffset where in {@code targets} the first goes
     * @throws IndexOutOfBoundsException if there is no such example
     */
    void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset);

    /**
     * Returns which examples make up whole answers, for exact match. Because an answer is right only if each token is right given
     * the true ones before it, this equals the score of greedy decoding. For {@link
     * org.transformerbench.api.inference.AnswerGenerator} an answer is either one sequence whose counted targets are its tokens
     * shifted by one, or consecutive examples with one target each, of which example i ends with the first i tokens of the
     * answer. Each answer has a target that counts.
     *
     * @return {@link Answers#none()} by default, as for running text
     */
    default Answers answers() {
        return Answers.none();
    }

    /**
     * Returns the index of the first target that is scored, which means that it counts for accuracy and exact match; earlier targets
     * enter the loss only (the question, when a whole sequence is the target). A scored target that is {@link Batch#IGNORED} does
     * not count all the same.
     *
     * @param example index of the example, since questions may have different lengths
     * @return 0 &lt;= index &lt;= {@link #targetsPerExample()}, which means that no target of the example is scored; 0 by default
     */
    default int firstScoredTarget(long example) {
        return 0;
    }

    /**
     * Returns the slices of this set that are also scored separately.
     *
     * @return empty by default
     */
    default List<Slice> slices() {
        return List.of();
    }

    /**
     * Returns whether a target belongs to a slice.
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
     * Updates a digest with everything that {@link #read} returns, in order. By it, a result that is there already knows whether
     * the data that it was made with has changed since: each token and target must have an effect. Called before the first run,
     * for every set; the default reads all examples. A set whose examples overlap, as windows of a text do, overrides this with
     * what they are cut from and where.
     *
     * @param digest receives the content of this set
     */
    default void updateDigest(MessageDigest digest) {
        int idsPerExample = Math.addExact(positions(), targetsPerExample());
        int most = Math.max(1, (1 << 16) / Math.max(1, idsPerExample));
        for (long first = 0; first < size(); first += most) {
            int rows = (int) Math.min(most, size() - first);
            int[] tokens = new int[Math.multiplyExact(rows, positions())];
            int[] targets = new int[Math.multiplyExact(rows, targetsPerExample())];
            for (int row = 0; row < rows; row++) {
                read(first + row, tokens, row * positions(), targets, row * targetsPerExample());
            }
            Sha256.add(digest, tokens, 0, tokens.length);
            Sha256.add(digest, targets, 0, targets.length);
        }
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
