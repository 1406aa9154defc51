package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.compiler.decode.CachedHeads;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.compiler.decode.KeyValueCache;

/**
 * Causal attention of new positions to all earlier ones: their keys and values join those in the decoder's cache. Forward only.
 *
 * @param index of the attention in the {@link KeyValueCache}
 * @param heads H
 * @param width K of a head
 * @param scale multiplies the scores
 */
record CachedAttentionOperation(
        Value queries, Value keys, Value values, Value output, int index, int heads, int width, float scale)
        implements RowOperation {

    /** Returns the sizes of the keys and values that it caches per position. */
    KeyValueCache.Sizes sizes() {
        return new KeyValueCache.Sizes(heads, width, heads, width);
    }

    @Override
    public void forward(Workspace work) {
        DecodeBatch rows = work.decodeBatch();
        CachedHeads saved = rows.cache().heads(index);
        int first = rows.firstPosition();
        int count = rows.positions();
        float[] weights = work.scratch("weights", count * saved.weightStride());
        float[] mixed = work.scratch("mixed", count * saved.resultStride());
        float[] query = work.activation(queries);
        for (int local = 0; local < rows.sequences() * heads; local++) {
            int unit = rows.firstSequence() * heads + local;
            saved.keepKeys(unit, work.activation(keys), start(keys, local, count), keys.stride(), first, count);
            saved.keepValues(unit, work.activation(values), start(values, local, count), values.stride(), first, count);
            int from = start(queries, local, count);
            saved.attend(unit, unit, query, from, queries.stride(), first, count, scale, null, weights, mixed);
            int target = start(output, local, count);
            for (int row = 0; row < count; row++) {
                System.arraycopy(
                        mixed,
                        row * saved.resultStride(),
                        work.activation(output),
                        target + row * output.stride(),
                        width);
            }
        }
    }

    /** Returns the offset of a sequence's head in a buffer. */
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
        return "attention to saved keys (" + heads + " heads of " + width + ")";
    }
}
