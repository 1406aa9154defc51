package org.transformerbench.models.compiler.decode;

import java.util.List;
import org.transformerbench.models.kernel.Kernels;

/** The keys and values of a decoder's sequences, for each attention of its model. */
public final class KeyValueCache {

    /**
     * What one attention keeps of a position.
     *
     * @param keyHeads heads that have keys of their own
     * @param keyWidth K, the width of a key
     * @param valueHeads heads that have values of their own
     * @param valueWidth N, the width of a value
     */
    public record Sizes(int keyHeads, int keyWidth, int valueHeads, int valueWidth) {}

    private final List<KeptHeads> attentions;

    /**
     * Without a position.
     *
     * @param attentions of each attention what it keeps
     * @param contextLength T, the number of positions that there is room for
     * @param sequences how many
     * @param kernels the arithmetic
     */
    public KeyValueCache(List<Sizes> attentions, int contextLength, int sequences, Kernels kernels) {
        this.attentions = attentions.stream()
                .map(sizes -> new KeptHeads(sizes, contextLength, sequences, kernels))
                .toList();
    }

    /**
     * What an attention keeps.
     *
     * @param attention its index
     * @return keys and values of all sequences
     */
    public KeptHeads of(int attention) {
        return attentions.get(attention);
    }
}
