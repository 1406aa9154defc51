package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.INTS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;

import jdk.incubator.vector.IntVector;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strided;

/**
 * {@link AttentionKernels} over few positions, as small matrix products, for the heads that share one vector of a row. The
 * weights lie with one query per lane, (key, head, query), so that softmax needs no sums across lanes, which are slow: on
 * Java 17 each exchange of lanes is checked anew. To keep the heads of a vector apart, the other factor of a product is
 * spread: a row becomes one row per head, zero in the other heads' lanes.
 */
final class VectorShortAttention {
    private final HeadLayout layout;
    private final Strided queries;
    private final Strided keys;
    private final Strided values;
    private final float[] weights;
    private final int positions;
    private final int stride;
    private final int headWidth;
    private final float[] transposed;
    private final float[] lanes;
    private final float[] byKey;
    private final float[] byQuery;
    private final float[] dropped;
    private final float[] dWeights;
    private final float[] hidden;

    VectorShortAttention(
            HeadLayout layout, GroupedSpace space, Strided queries, Strided keys, Strided values, float[] weights) {
        this.layout = layout;
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.weights = weights;
        this.positions = layout.positions();
        this.stride = Kernels.stride(positions);
        this.headWidth = layout.headWidth();
        this.transposed = space.transposed;
        this.lanes = space.lanes;
        this.byKey = space.byKey;
        this.byQuery = space.byQuery;
        this.dropped = space.dropped;
        this.dWeights = space.dWeights;
        this.hidden = space.hidden;
    }

    /** How many weights an example has, padding included. */
    static int weights(int positions, int heads) {
        return positions * heads * Kernels.stride(positions);
    }

    /** @param out overwritten */
    void forward(Strided out) {
        int perVector = LENGTH / layout.headWidth();
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head += perVector) {
                forward(example, head, out);
            }
        }
    }

    private void forward(int example, int head, Strided out) {
        int heads = Math.min(LENGTH / headWidth, layout.heads() - head);
        int column = head * headWidth;
        int first = example * positions;
        int at = (example * layout.heads() + head) * positions * stride;
        int step = heads * stride;
        VectorAttentionRows.transpose(
                queries, first, column, positions, heads * headWidth, layout.scale(), transposed, stride);
        for (int i = 0; i < heads; i++) {
            dots(keys, first, column + i * headWidth, i, hidden, weights, at + i * stride, step);
        }
        for (int i = 0; i < step; i += LENGTH) {
            VectorAttentionRows.vectorSoftmax(weights, at + i, step, positions);
        }
        VectorAttentionRows.spread(values, first, column, positions, lanes, heads, byKey, heads, 1);
        boolean drops = layout.dropout() > 0;
        if (drops) {
            drop(example, head, heads, weights, at, null);
        }
        sumOverKeys(drops ? dropped : weights, drops ? 0 : at, heads, null, out, first, column);
    }

    /** Adds to the gradients of the inputs. */
    void backward(Strided dOut, Strided dQueries, Strided dKeys, Strided dValues) {
        int perVector = LENGTH / layout.headWidth();
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head += perVector) {
                weightGradients(example, head, dOut, dValues);
                scoreGradients(example, head, dQueries, dKeys);
            }
        }
    }

    /** Gradients of the values, and of the weights. */
    private void weightGradients(int example, int head, Strided dOut, Strided dValues) {
        int heads = Math.min(LENGTH / headWidth, layout.heads() - head);
        int column = head * headWidth;
        int first = example * positions;
        int at = (example * layout.heads() + head) * positions * stride;
        int step = heads * stride;
        VectorAttentionRows.transpose(dOut, first, column, positions, heads * headWidth, 1, transposed, stride);
        for (int i = 0; i < heads; i++) {
            dots(values, first, column + i * headWidth, i, null, dWeights, i * stride, step);
        }
        boolean drops = layout.dropout() > 0;
        if (drops) {
            drop(example, head, heads, weights, at, dWeights);
        }
        VectorAttentionRows.spread(dOut, first, column, positions, lanes, heads, byQuery, 1, stride);
        sumOverQueries(drops ? dropped : weights, drops ? 0 : at, heads, dValues, first, column);
    }

    private void scoreGradients(int example, int head, Strided dQueries, Strided dKeys) {
        int heads = Math.min(LENGTH / headWidth, layout.heads() - head);
        int column = head * headWidth;
        int first = example * positions;
        int at = (example * layout.heads() + head) * positions * stride;
        int step = heads * stride;
        for (int i = 0; i < step; i += LENGTH) {
            VectorAttentionRows.vectorSoftmaxBackward(weights, at + i, dWeights, i, step, positions, layout.scale());
        }
        VectorAttentionRows.spread(queries, first, column, positions, lanes, heads, byQuery, 1, stride);
        sumOverQueries(dWeights, 0, heads, dKeys, first, column);
        VectorAttentionRows.spread(keys, first, column, positions, lanes, heads, byKey, heads, 1);
        sumOverKeys(dWeights, 0, heads, dQueries.array(), dQueries, first, column);
    }

    /** The dot products of a head's rows with the transposed ones: a row of y for each row. */
    private void dots(Strided rows, int first, int column, int head, float[] addend, float[] y, int yAt, int yStep) {
        VectorMatmul.product(
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
        VectorMatmul.product(
                x,
                at,
                1,
                stride,
                byKey,
                0,
                LENGTH,
                addend,
                from,
                y.stride(),
                y.array(),
                from,
                y.stride(),
                positions,
                positions * heads,
                LENGTH);
    }

    /** Adds to a row per key the sum over (head, query) of the weight times the spread row. */
    private void sumOverQueries(float[] x, int at, int heads, Strided y, int first, int column) {
        int from = y.row(first) + column;
        VectorMatmul.product(
                x,
                at,
                heads * stride,
                1,
                byQuery,
                0,
                LENGTH,
                y.array(),
                from,
                y.stride(),
                y.array(),
                from,
                y.stride(),
                positions,
                heads * stride,
                LENGTH);
    }

    /** Weights times the mask, and gradients times the mask where there are some. */
    private void drop(int example, int head, int heads, float[] weights, int at, float[] gradients) {
        IntVector steps = IntVector.zero(INTS).addIndex(1).mul(stride);
        int upper = (int) (layout.key() >>> 32);
        int lower = (int) layout.key();
        int threshold = DropoutMask.threshold(layout.dropout());
        int kept = Float.floatToRawIntBits(1 / (1 - layout.dropout()));
        for (int h = 0; h < heads; h++) {
            for (int query = 0; query < stride; query += LENGTH) {
                IntVector index = steps.add(layout.maskIndex(example, head + h, query));
                int place = h * stride + query;
                for (int key = 0; key < positions; key++, place += heads * stride) {
                    var factors = VectorMath.dropoutFactors(index.add(key), upper, lower, threshold, kept);
                    load(weights, at + place).mul(factors).intoArray(dropped, place);
                    if (gradients != null) {
                        load(gradients, place).mul(factors).intoArray(gradients, place);
                    }
                }
            }
        }
    }
}
