package org.transformerbench.models.compiler.decode;

import java.util.List;
import org.transformerbench.models.kernel.Kernels;

/** The keys and values of a decoder's sequences, for each attention of its model. */
public final class KeyValueCache {

    /**
     * The sizes of the keys and values of one attention.
     *
     * @param keyHeads heads that have keys of their own
     * @param keyWidth K, the width of a key
     * @param valueHeads heads that have values of their own
     * @param valueWidth N, the width of a value
     */
    public record Sizes(int keyHeads, int keyWidth, int valueHeads, int valueWidth) {}

    private final List<CachedHeads> separate;
    private final List<CachedLanes> interleaved;

    private KeyValueCache(List<CachedHeads> separate, List<CachedLanes> interleaved) {
        this.separate = separate;
        this.interleaved = interleaved;
    }

    /**
     * Creates an empty cache in which each sequence is stored separately.
     *
     * @param attentions of each attention what it keeps
     * @param contextLength T, the number of positions that there is room for
     * @param sequences how many
     * @param kernels the arithmetic
     * @return an empty cache
     */
    public static KeyValueCache separate(List<Sizes> attentions, int contextLength, int sequences, Kernels kernels) {
        List<CachedHeads> saved = attentions.stream()
                .map(sizes -> new CachedHeads(sizes, contextLength, sequences, kernels))
                .toList();
        return new KeyValueCache(saved, List.of());
    }

    /**
     * Creates an empty cache in which sequences are interleaved, since they are computed side by side.
     *
     * @param attentions of each attention what it keeps
     * @param contextLength T, the number of positions that there is room for
     * @param sequences how many
     * @param lanes how many of them form a group
     * @param kernels the arithmetic
     * @return an empty cache
     */
    public static KeyValueCache interleaved(
            List<Sizes> attentions, int contextLength, int sequences, int lanes, Kernels kernels) {
        List<CachedLanes> saved = attentions.stream()
                .map(sizes -> new CachedLanes(sizes, contextLength, sequences, lanes, kernels))
                .toList();
        return new KeyValueCache(List.of(), saved);
    }

    /**
     * Returns whether the sequences are interleaved.
     *
     * @return whether {@link #lanes} has what is saved, and not {@link #heads}
     */
    public boolean isInterleaved() {
        return separate.isEmpty();
    }

    /**
     * Returns the keys and values of an attention, for separate sequences.
     *
     * @param attention its index
     * @return keys and values of all sequences
     */
    public CachedHeads heads(int attention) {
        return separate.get(attention);
    }

    /**
     * Returns the keys and values of an attention, for interleaved sequences.
     *
     * @param attention its index
     * @return keys and values of all sequences
     */
    public CachedLanes lanes(int attention) {
        return interleaved.get(attention);
    }
}
