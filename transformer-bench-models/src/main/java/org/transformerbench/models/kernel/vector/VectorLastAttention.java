package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorConstants.INTS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Strided;

/**
 * {@link AttentionKernels} of the last position on vectors that hold several heads: each lane has its head's weight, as (example,
 * key, lane). The sum over the lanes of a head, in all of its lanes, is a product with a matrix that is 1 where row and
 * column belong to the same head: faster than exchanging lanes.
 */
final class VectorLastAttention {
    private final HeadLayout layout;
    private final Strided queries;
    private final Strided keys;
    private final Strided values;
    private final float[] weights;
    private final int positions;
    private final int stride;
    private final float[] sameHead;
    private final int[] maskOffsets;
    private final float[] products;
    private final float[] sums;

    VectorLastAttention(HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights) {
        this.layout = layout;
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.weights = weights;
        this.positions = layout.positions();
        this.stride = layout.stride();
        this.sameHead = new float[LENGTH * LENGTH];
        for (int i = 0; i < LENGTH * LENGTH; i++) {
            sameHead[i] = i / LENGTH / layout.headWidth() == i % LENGTH / layout.headWidth() ? 1 : 0;
        }
        this.maskOffsets = new int[stride];
        for (int lane = 0; lane < stride; lane++) {
            maskOffsets[lane] = lane / layout.headWidth() * layout.maskHeadStride();
        }
        this.products = new float[positions * LENGTH];
        this.sums = new float[positions * LENGTH];
    }

    /** @param out overwritten */
    void forward(Strided out) {
        for (int example = 0; example < layout.examples(); example++) {
            for (int column = 0; column < stride; column += LENGTH) {
                scores(example, column);
                softmax(weights(example, column));
                mix(example, column, out);
            }
        }
    }

    /** Adds to the gradients of the inputs. */
    void backward(Strided dOut, Strided dQueries, Strided dKeys, Strided dValues) {
        for (int example = 0; example < layout.examples(); example++) {
            for (int column = 0; column < stride; column += LENGTH) {
                valueGradients(example, column, dOut, dValues);
                scoreGradients(example, column, dQueries, dKeys);
            }
        }
    }

    private int weights(int example, int column) {
        return example * positions * stride + column;
    }

    /** Into {@code sums}: the scaled scores of all keys. */
    private void scores(int example, int column) {
        FloatVector query = load(queries.array(), queries.row(example) + column).mul(layout.scale());
        int key = keys.row(example * positions) + column;
        for (int j = 0; j < positions; j++, key += keys.stride()) {
            query.mul(load(keys.array(), key)).intoArray(products, j * LENGTH);
        }
        sumHeads();
    }

    private void sumHeads() {
        VectorMatmul.product(
                products, 0, LENGTH, 1, sameHead, 0, LENGTH, null, 0, 0, sums, 0, LENGTH, positions, LENGTH, LENGTH);
    }

    private void softmax(int at) {
        FloatVector largest = of(Float.NEGATIVE_INFINITY);
        for (int j = 0; j < positions; j++) {
            largest = largest.max(load(sums, j * LENGTH));
        }
        FloatVector total = FloatVector.zero(FLOATS);
        for (int j = 0; j < positions; j++) {
            FloatVector e = VectorMath.exp(load(sums, j * LENGTH).sub(largest));
            e.intoArray(sums, j * LENGTH);
            total = total.add(e);
        }
        FloatVector inverse = of(1).div(total);
        for (int j = 0; j < positions; j++) {
            load(sums, j * LENGTH).mul(inverse).intoArray(weights, at + j * stride);
        }
    }

    private void mix(int example, int column, Strided out) {
        FloatVector mixed = FloatVector.zero(FLOATS);
        int at = weights(example, column);
        int value = values.row(example * positions) + column;
        for (int j = 0; j < positions; j++, at += stride, value += values.stride()) {
            FloatVector weight = load(weights, at);
            if (layout.dropout() > 0) {
                weight = weight.mul(mask(example, column, j));
            }
            mixed = weight.fma(load(values.array(), value), mixed);
        }
        mixed.intoArray(out.array(), out.row(example) + column);
    }

    /** The gradients of the values, and, into {@code sums}, of the weights before dropout. */
    private void valueGradients(int example, int column, Strided dOut, Strided dValues) {
        FloatVector d = load(dOut.array(), dOut.row(example) + column);
        int at = weights(example, column);
        int value = values.row(example * positions) + column;
        int dValue = dValues.row(example * positions) + column;
        for (int j = 0; j < positions; j++) {
            FloatVector weight = load(weights, at + j * stride);
            FloatVector product = d.mul(load(values.array(), value + j * values.stride()));
            if (layout.dropout() > 0) {
                FloatVector mask = mask(example, column, j);
                weight = weight.mul(mask);
                product = product.mul(mask);
            }
            product.intoArray(products, j * LENGTH);
            int to = dValue + j * dValues.stride();
            weight.fma(d, load(dValues.array(), to)).intoArray(dValues.array(), to);
        }
        sumHeads();
    }

    /** Loads without a helper, for C2 has enough of inlining small methods when it comes to the end of {@link #backward}. */
    private void scoreGradients(int example, int column, Strided dQueries, Strided dKeys) {
        int at = weights(example, column);
        FloatVector dot = FloatVector.zero(FLOATS);
        for (int j = 0; j < positions; j++) {
            dot = FloatVector.fromArray(FLOATS, weights, at + j * stride)
                    .fma(FloatVector.fromArray(FLOATS, sums, j * LENGTH), dot);
        }
        FloatVector query = FloatVector.fromArray(FLOATS, queries.array(), queries.row(example) + column);
        FloatVector dQuery = FloatVector.zero(FLOATS);
        int key = keys.row(example * positions) + column;
        int dKey = dKeys.row(example * positions) + column;
        for (int j = 0; j < positions; j++) {
            FloatVector centred =
                    FloatVector.fromArray(FLOATS, sums, j * LENGTH).sub(dot).mul(layout.scale());
            FloatVector dScore =
                    FloatVector.fromArray(FLOATS, weights, at + j * stride).mul(centred);
            dQuery = dScore.fma(FloatVector.fromArray(FLOATS, keys.array(), key + j * keys.stride()), dQuery);
            int to = dKey + j * dKeys.stride();
            dScore.fma(query, FloatVector.fromArray(FLOATS, dKeys.array(), to)).intoArray(dKeys.array(), to);
        }
        int to = dQueries.row(example) + column;
        dQuery.add(FloatVector.fromArray(FLOATS, dQueries.array(), to)).intoArray(dQueries.array(), to);
    }

    private FloatVector mask(int example, int column, int key) {
        int first = layout.maskIndex(example, 0, positions - 1) + key;
        return VectorMath.dropoutFactors(
                IntVector.fromArray(INTS, maskOffsets, column).add(first),
                (int) (layout.key() >>> 32),
                (int) layout.key(),
                DropoutMask.threshold(layout.dropout()),
                Float.floatToRawIntBits(1 / (1 - layout.dropout())));
    }
}
