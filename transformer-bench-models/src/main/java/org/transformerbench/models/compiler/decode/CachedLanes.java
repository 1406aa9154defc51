package org.transformerbench.models.compiler.decode;

import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strides;

/**
 * The cached keys and values of one attention for sequences at the same position, interleaved in groups of one sequence per lane:
 * each element of all sequences of a group lies side by side.
 */
public final class CachedLanes {
    private final KeyValueCache.Sizes sizes;
    private final InterleavedKernels kernels;
    private final int contextLength;
    private final int lanes;
    /** The keys of each group, shape (heads, T, K, lanes). */
    private final float[][] keys;
    /** The values of each group, shape (heads, T, N, lanes). */
    private final float[][] values;

    CachedLanes(KeyValueCache.Sizes sizes, int contextLength, int sequences, int lanes, Kernels kernels) {
        this.sizes = sizes;
        this.kernels = kernels.interleaved();
        this.contextLength = contextLength;
        this.lanes = lanes;
        int groups = (sequences + lanes - 1) / lanes;
        this.keys = new float[groups][sizes.keyHeads() * contextLength * sizes.keyWidth() * lanes];
        this.values = new float[groups][sizes.valueHeads() * contextLength * sizes.valueWidth() * lanes];
    }

    /**
     * Stores a new key for each sequence of a group.
     *
     * @param group of sequences
     * @param head of the keys
     * @param position the new one
     * @param x the keys, shape (1, K)
     */
    public void keepKey(int group, int head, int position, Strides x) {
        keep(x, keys[group], head, position, sizes.keyWidth());
    }

    /**
     * Stores a new value for each sequence of a group.
     *
     * @param group of sequences
     * @param head of the values
     * @param position the new one
     * @param x the values, shape (1, N)
     */
    public void keepValue(int group, int head, int position, Strides x) {
        keep(x, values[group], head, position, sizes.valueWidth());
    }

    private void keep(Strides x, float[] to, int head, int position, int width) {
        int at = (head * contextLength + position) * width * lanes;
        for (int i = 0; i < width; i++) {
            System.arraycopy(x.data(), x.offset() + i * x.column(), to, at + i * lanes, lanes);
        }
    }

    /**
     * Returns the number of floats for the scores or weights of one head.
     *
     * @return floats
     */
    public int weightFloats() {
        return contextLength * lanes;
    }

    /**
     * Computes the attention of a new position to itself and all earlier ones, whose keys and values are stored.
     *
     * @param group of sequences
     * @param keyHead whose keys are met
     * @param valueHead whose values are mixed
     * @param query shape (1, K)
     * @param position the new one
     * @param scale multiplies the scores
     * @param bias added to them then, shape (T, T), the same for all sequences; null for none
     * @param scores overwritten; {@link #weightFloats}
     * @param weights overwritten; {@link #weightFloats}
     * @param result receives the values, shape (1, N)
     */
    public void attend(
            int group,
            int keyHead,
            int valueHead,
            Strides query,
            int position,
            float scale,
            Strides bias,
            float[] scores,
            float[] weights,
            Strides result) {
        int seen = position + 1;
        int key = sizes.keyWidth() * lanes;
        int value = sizes.valueWidth() * lanes;
        Strides transposed = new Strides(keys[group], keyHead * contextLength * key, lanes, key);
        kernels.products().product(query, transposed, row(scores), 1, sizes.keyWidth(), seen, lanes);
        for (int i = 0; i < seen; i++) {
            float added = bias == null ? 0 : bias.data()[bias.offset() + position * bias.row() + i * bias.column()];
            for (int at = i * lanes; at < (i + 1) * lanes; at++) {
                scores[at] = scale * scores[at] + added;
            }
        }
        kernels.norms().softmax(scores, 0, lanes, weights, 0, lanes, seen, lanes);
        Strides mixed = new Strides(values[group], valueHead * contextLength * value, value, lanes);
        kernels.products().product(row(weights), mixed, result, 1, seen, sizes.valueWidth(), lanes);
    }

    private Strides row(float[] data) {
        return new Strides(data, 0, contextLength * lanes, lanes);
    }
}
