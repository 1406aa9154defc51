package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strided;

/**
 * {@link AttentionKernels#attention} over few positions, as small matrix products, for the heads that share one vector of a row. The
 * weights lie with one query per lane, (key, head, query), so that softmax needs no sums across lanes, which are slow: on
 * Java 17 each exchange of lanes is checked anew. To keep the heads of a vector apart, the other factor of a product is
 * spread: a row becomes one row per head, zero in the other heads' lanes.
 */
final class GroupedAttention {
    private final HeadGroup group;
    private final int length;
    private final HeadLayout layout;
    private final int positions;
    private final int stride;
    private final int headWidth;
    /** One query's row or column of each head that shares a vector. */
    private final float[] transposed;

    private final float[] lanes;
    /** Rows (key, head). */
    private final float[] byKey;
    /** Rows (head, query), zero beyond the last query: the weights of those lanes mean nothing. */
    private final float[] byQuery;

    private final float[] dropped;
    private final float[] dWeights;

    private GroupedAttention(HeadGroup group, HeadLayout layout) {
        this.group = group;
        this.length = group.length();
        this.layout = layout;
        this.positions = layout.positions();
        this.stride = Kernels.stride(positions);
        this.headWidth = layout.headWidth();
        int heads = length / headWidth;
        this.transposed = new float[length * stride];
        this.lanes = lanes(length, headWidth);
        this.byKey = new float[positions * heads * length];
        this.byQuery = new float[heads * stride * length];
        this.dropped = new float[positions * heads * stride];
        this.dWeights = new float[positions * heads * stride];
    }

    /** How many weights an example has, padding included. */
    static int weights(int positions, int heads) {
        return positions * heads * Kernels.stride(positions);
    }

    static void forward(
            HeadGroup group,
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided out) {
        GroupedAttention attention = new GroupedAttention(group, layout);
        float[] hidden = hidden(layout.positions());
        int perVector = group.length() / layout.headWidth();
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head += perVector) {
                attention.forward(example, head, hidden, queries, keys, values, weights, out);
            }
        }
    }

    private void forward(
            int example,
            int head,
            float[] hidden,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided out) {
        int heads = Math.min(length / headWidth, layout.heads() - head);
        int column = head * headWidth;
        int first = example * positions;
        int at = (example * layout.heads() + head) * positions * stride;
        int step = heads * stride;
        transpose(queries, first, column, positions, heads * headWidth, layout.scale(), transposed, stride);
        for (int i = 0; i < heads; i++) {
            dots(keys, first, column + i * headWidth, i, hidden, weights, at + i * stride, step);
        }
        for (int i = 0; i < step; i += length) {
            group.softmax(weights, at + i, step, positions);
        }
        group.spread(values, first, column, positions, lanes, heads, byKey, heads, 1);
        boolean drops = layout.dropout() > 0;
        if (drops) {
            group.drop(layout, example, head, heads, weights, at, null, dropped);
        }
        sumOverKeys(drops ? dropped : weights, drops ? 0 : at, heads, null, out, first, column);
    }

    static void backward(
            HeadGroup group,
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues) {
        GroupedAttention attention = new GroupedAttention(group, layout);
        int perVector = group.length() / layout.headWidth();
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head += perVector) {
                attention.weightGradients(example, head, values, weights, dOut, dValues);
                attention.scoreGradients(example, head, queries, keys, weights, dQueries, dKeys);
            }
        }
    }

    /** Gradients of the values, and of the weights. */
    private void weightGradients(
            int example, int head, Strided values, float[] weights, Strided dOut, Strided dValues) {
        int heads = Math.min(length / headWidth, layout.heads() - head);
        int column = head * headWidth;
        int first = example * positions;
        int at = (example * layout.heads() + head) * positions * stride;
        int step = heads * stride;
        transpose(dOut, first, column, positions, heads * headWidth, 1, transposed, stride);
        for (int i = 0; i < heads; i++) {
            dots(values, first, column + i * headWidth, i, null, dWeights, i * stride, step);
        }
        boolean drops = layout.dropout() > 0;
        if (drops) {
            group.drop(layout, example, head, heads, weights, at, dWeights, dropped);
        }
        group.spread(dOut, first, column, positions, lanes, heads, byQuery, 1, stride);
        sumOverQueries(drops ? dropped : weights, drops ? 0 : at, heads, dValues, first, column);
    }

    private void scoreGradients(
            int example, int head, Strided queries, Strided keys, float[] weights, Strided dQueries, Strided dKeys) {
        int heads = Math.min(length / headWidth, layout.heads() - head);
        int column = head * headWidth;
        int first = example * positions;
        int at = (example * layout.heads() + head) * positions * stride;
        int step = heads * stride;
        for (int i = 0; i < step; i += length) {
            group.softmaxBackward(weights, at + i, dWeights, i, step, positions, layout.scale());
        }
        group.spread(queries, first, column, positions, lanes, heads, byQuery, 1, stride);
        sumOverQueries(dWeights, 0, heads, dKeys, first, column);
        group.spread(keys, first, column, positions, lanes, heads, byKey, heads, 1);
        sumOverKeys(dWeights, 0, heads, dQueries.array(), dQueries, first, column);
    }

    /** The dot products of a head's rows with the transposed ones: a row of y for each row. */
    private void dots(Strided rows, int first, int column, int head, float[] addend, float[] y, int yAt, int yStep) {
        group.product(
                rows.array(),
                rows.row(first) + column,
                rows.stride(),
                1,
                transposed,
                head * headWidth * stride,
                stride,
                addend,
                0,
                stride,
                y,
                yAt,
                yStep,
                positions,
                headWidth,
                stride);
    }

    /** A row per query: the sum over (key, head) of its weight times the spread row. */
    private void sumOverKeys(float[] x, int at, int heads, float[] addend, Strided y, int first, int column) {
        int from = y.row(first) + column;
        group.product(
                x,
                at,
                1,
                stride,
                byKey,
                0,
                length,
                addend,
                from,
                y.stride(),
                y.array(),
                from,
                y.stride(),
                positions,
                positions * heads,
                length);
    }

    /** Adds to a row per key the sum over (head, query) of the weight times the spread row. */
    private void sumOverQueries(float[] x, int at, int heads, Strided y, int first, int column) {
        int from = y.row(first) + column;
        group.product(
                x,
                at,
                heads * stride,
                1,
                byQuery,
                0,
                length,
                y.array(),
                from,
                y.stride(),
                y.array(),
                from,
                y.stride(),
                positions,
                heads * stride,
                length);
    }

    /** What is added to the score of (key, query): minus infinity where the key comes after the query. */
    private static float[] hidden(int positions) {
        int stride = Kernels.stride(positions);
        float[] hidden = new float[positions * stride];
        for (int key = 0; key < positions; key++) {
            for (int query = 0; query < key; query++) {
                hidden[key * stride + query] = Float.NEGATIVE_INFINITY;
            }
        }
        return hidden;
    }

    /** Columns of some rows as rows, times a factor; what lies beyond the rows' number is left as it is. */
    private static void transpose(
            Strided rows, int first, int column, int count, int width, float factor, float[] to, int stride) {
        float[] from = rows.array();
        for (int row = 0; row < count; row++) {
            int at = rows.row(first + row) + column;
            for (int i = 0; i < width; i++) {
                to[i * stride + row] = factor * from[at + i];
            }
        }
    }

    /** A vector per head, one in the head's lanes and zero in the others. */
    private static float[] lanes(int length, int headWidth) {
        int heads = length / headWidth;
        float[] lanes = new float[heads * length];
        for (int lane = 0; lane < length; lane++) {
            lanes[lane / headWidth * length + lane] = 1;
        }
        return lanes;
    }
}
