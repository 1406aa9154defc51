package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.kernel.Kernels;

/**
 * Causal attention of new positions to all before them: their keys and values join those in the decoder's cache. Forward
 * only.
 *
 * @param index of the attention in the {@link KeyValueCache}
 * @param heads H
 * @param width K of a head
 * @param scale multiplies the scores
 */
record CachedAttentionStep(
        Value queries, Value keys, Value values, Value output, int index, int heads, int width, float scale)
        implements Step {

    @Override
    public void forward(Workspace work) {
        Continuation rows = work.continuation();
        Kernels kernels = work.kernels();
        int count = rows.positions();
        int stride = Kernels.stride(rows.contextLength());
        int padded = Kernels.stride(width);
        float[] weights = work.scratch("weights", count * stride);
        float[] mixed = work.scratch("mixed", count * padded);
        for (int local = 0; local < rows.sequences() * heads; local++) {
            int unit = rows.firstSequence() * heads + local;
            float[] allKeys = rows.cache().keys(index, unit);
            float[] allValues = rows.cache().values(index, unit);
            keep(work, local, allKeys, stride, allValues, padded);
            int query = start(queries, local, count);
            kernels.matmul(
                    work.activation(queries),
                    query,
                    queries.stride(),
                    allKeys,
                    null,
                    weights,
                    0,
                    stride,
                    count,
                    width,
                    stride,
                    false);
            kernels.causalSoftmax(weights, stride, rows.firstPosition(), count, scale);
            int seen = rows.firstPosition() + count;
            kernels.matmul(weights, 0, stride, allValues, null, mixed, 0, padded, count, seen, padded, false);
            int target = start(output, local, count);
            for (int row = 0; row < count; row++) {
                System.arraycopy(mixed, row * padded, work.activation(output), target + row * output.stride(), width);
            }
        }
    }

    /** Adds a head's new keys and values to the cache. */
    private void keep(Workspace work, int local, float[] allKeys, int stride, float[] allValues, int padded) {
        Continuation rows = work.continuation();
        float[] k = work.activation(keys);
        float[] v = work.activation(values);
        int key = start(keys, local, rows.positions());
        int value = start(values, local, rows.positions());
        for (int row = 0; row < rows.positions(); row++) {
            int position = rows.firstPosition() + row;
            for (int i = 0; i < width; i++) {
                allKeys[i * stride + position] = k[key + row * keys.stride() + i];
            }
            System.arraycopy(v, value + row * values.stride(), allValues, position * padded, width);
        }
    }

    /** Where a head of a sequence of this slice begins in a buffer. */
    private int start(Value value, int local, int count) {
        return local / heads * count * value.stride() + value.column() + local % heads * width;
    }

    @Override
    public void backward(Workspace work) {
        throw new UnsupportedOperationException("decoding has no backward pass");
    }

    @Override
    public List<Value> inputs() {
        return List.of(queries, keys, values);
    }

    @Override
    public String describe() {
        return "attention to kept keys (" + heads + " heads of " + width + ")";
    }
}
