package org.transformerbench.models.compiler.decode;

import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strides;

/**
 * The cached keys and values of one attention. A head of a sequence, a <em>unit</em>, has arrays of its own, in the layouts that
 * the products with queries and weights read: keys transposed, one column per position; values one row per position. Units count
 * all heads of sequence 0, then those of sequence 1.
 */
public final class CachedHeads {
    private final KeyValueCache.Sizes sizes;
    private final Kernels kernels;
    private final float[][] keys;
    private final float[][] values;
    private final int stride;
    private final int padded;

    CachedHeads(KeyValueCache.Sizes sizes, int contextLength, int sequences, Kernels kernels) {
        this.sizes = sizes;
        this.kernels = kernels;
        this.stride = Kernels.stride(contextLength);
        this.padded = Kernels.stride(sizes.valueWidth());
        this.keys = new float[sequences * sizes.keyHeads()][sizes.keyWidth() * stride];
        this.values = new float[sequences * sizes.valueHeads()][contextLength * padded];
    }

    /**
     * Returns the sizes.
     *
     * @return heads and widths
     */
    public KeyValueCache.Sizes sizes() {
        return sizes;
    }

    /**
     * Returns the distance between the weights of two queries.
     *
     * @return T, padded
     */
    public int weightStride() {
        return stride;
    }

    /**
     * Returns the distance between the results of two queries.
     *
     * @return N, padded
     */
    public int resultStride() {
        return padded;
    }

    /**
     * Stores the keys of new positions.
     *
     * @param unit of which head of which sequence
     * @param x a key per row
     * @param from where the first one begins
     * @param xStride between them
     * @param first the first position
     * @param count how many
     */
    public void keepKeys(int unit, float[] x, int from, int xStride, int first, int count) {
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < sizes.keyWidth(); i++) {
                keys[unit][i * stride + first + row] = x[from + row * xStride + i];
            }
        }
    }

    /**
     * Stores the values of new positions.
     *
     * @param unit of which head of which sequence
     * @param x a value per row
     * @param from where the first one begins
     * @param xStride between them
     * @param first the first position
     * @param count how many
     */
    public void keepValues(int unit, float[] x, int from, int xStride, int first, int count) {
        for (int row = 0; row < count; row++) {
            System.arraycopy(x, from + row * xStride, values[unit], (first + row) * padded, sizes.valueWidth());
        }
    }

    /**
     * Computes the attention of new positions to themselves and all earlier ones, whose keys and values are stored.
     *
     * @param keyUnit whose keys are met
     * @param valueUnit whose values are mixed
     * @param queries a query per row
     * @param from where the first one begins
     * @param queryStride between them
     * @param first the first position
     * @param count how many
     * @param scale multiplies the scores
     * @param bias added to them then, shape (T, T); null for none
     * @param weights overwritten; count times {@link #weightStride} floats
     * @param results receives a row for each query; count times {@link #resultStride} floats
     */
    public void attend(
            int keyUnit,
            int valueUnit,
            float[] queries,
            int from,
            int queryStride,
            int first,
            int count,
            float scale,
            Strides bias,
            float[] weights,
            float[] results) {
        float[] all = keys[keyUnit];
        kernels.products()
                .matmul(
                        queries,
                        from,
                        queryStride,
                        all,
                        null,
                        weights,
                        0,
                        stride,
                        count,
                        sizes.keyWidth(),
                        stride,
                        false);
        if (bias != null) {
            add(bias, weights, first, count, scale);
        }
        kernels.attention().causalSoftmax(weights, stride, first, count, bias == null ? scale : 1);
        int seen = first + count;
        kernels.products()
                .matmul(weights, 0, stride, values[valueUnit], null, results, 0, padded, count, seen, padded, false);
    }

    private void add(Strides bias, float[] weights, int first, int count, float scale) {
        for (int row = 0; row < count; row++) {
            int at = bias.offset() + (first + row) * bias.row();
            for (int key = 0; key <= first + row; key++) {
                int place = row * stride + key;
                weights[place] = scale * weights[place] + bias.data()[at + key * bias.column()];
            }
        }
    }
}
