package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.VectorConstants.INTS;
import static org.transformerbench.models.kernel.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.VectorMath.load;
import static org.transformerbench.models.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@link AttentionKernels#groupedAttention} on vectors that hold several heads: a score is the sum over a group of lanes, found by
 * adding lanes at distance 1, 2, 4, ..., so that each lane of a head ends with the head's sum.
 */
final class VectorAttention {
    private VectorAttention() {}

    static void forward(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        int[] headOffsets = headOffsets(layout);
        for (int example = 0; example < layout.examples(); example++) {
            for (int column = 0; column < layout.stride(); column += LENGTH) {
                int pair = example * layout.pairs() * layout.stride() + column;
                for (int i = 0; i < layout.positions(); i++) {
                    row(layout, example, i, column, queries, keys, values, weights, pair, out, headOffsets);
                    pair += (i + 1) * layout.stride();
                }
            }
        }
    }

    private static void row(
            HeadLayout layout,
            int example,
            int i,
            int column,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            int pair,
            Strided out,
            int[] headOffsets) {
        int stride = layout.stride();
        int headWidth = layout.headWidth();
        int firstRow = example * layout.positions();
        FloatVector query =
                load(queries.array(), queries.row(firstRow + i) + column).mul(layout.scale());
        FloatVector largest = of(Float.NEGATIVE_INFINITY);
        int key = keys.row(firstRow) + column;
        for (int j = 0, at = pair; j <= i; j++, at += stride, key += keys.stride()) {
            FloatVector score = groupSum(query.mul(load(keys.array(), key)), headWidth);
            score.intoArray(weights, at);
            largest = largest.max(score);
        }
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int j = 0, at = pair; j <= i; j++, at += stride) {
            FloatVector e = VectorMath.exp(load(weights, at).sub(largest));
            e.intoArray(weights, at);
            sum = sum.add(e);
        }
        FloatVector inverse = of(1).div(sum);
        FloatVector mixed = FloatVector.zero(FLOATS);
        int value = values.row(firstRow) + column;
        for (int j = 0, at = pair; j <= i; j++, at += stride, value += values.stride()) {
            FloatVector weight = load(weights, at).mul(inverse);
            weight.intoArray(weights, at);
            if (layout.dropout() > 0) {
                weight = weight.mul(mask(layout, example, i, j, column, headOffsets));
            }
            mixed = weight.fma(load(values.array(), value), mixed);
        }
        mixed.intoArray(out.array(), out.row(firstRow + i) + column);
    }

    static void backward(
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues) {
        int[] headOffsets = headOffsets(layout);
        float[] dWeights = new float[layout.positions() * LENGTH];
        for (int example = 0; example < layout.examples(); example++) {
            int firstRow = example * layout.positions();
            for (int column = 0; column < layout.stride(); column += LENGTH) {
                int pair = example * layout.pairs() * layout.stride() + column;
                for (int i = 0; i < layout.positions(); i++) {
                    FloatVector d = load(dOut.array(), dOut.row(firstRow + i) + column);
                    FloatVector dot = weightGradients(
                            layout, example, i, column, d, values, dValues, weights, pair, dWeights, headOffsets);
                    scoreGradients(
                            layout, firstRow, i, column, dot, queries, keys, dQueries, dKeys, weights, pair, dWeights);
                    pair += (i + 1) * layout.stride();
                }
            }
        }
    }

    /** Gradients of values, and of the weights of one query; gives the sum of weight x gradient. */
    private static FloatVector weightGradients(
            HeadLayout layout,
            int example,
            int i,
            int column,
            FloatVector d,
            Strided values,
            Strided dValues,
            float[] weights,
            int pair,
            float[] dWeights,
            int[] headOffsets) {
        int firstRow = example * layout.positions();
        FloatVector dot = FloatVector.zero(FLOATS);
        int value = values.row(firstRow) + column;
        int dValue = dValues.row(firstRow) + column;
        for (int j = 0, at = pair; j <= i; j++, at += layout.stride()) {
            FloatVector weight = load(weights, at);
            FloatVector gradient = groupSum(d.mul(load(values.array(), value)), layout.headWidth());
            FloatVector dropped = weight;
            if (layout.dropout() > 0) {
                FloatVector mask = mask(layout, example, i, j, column, headOffsets);
                dropped = weight.mul(mask);
                gradient = gradient.mul(mask);
            }
            gradient.intoArray(dWeights, j * LENGTH);
            dot = weight.fma(gradient, dot);
            dropped.fma(d, load(dValues.array(), dValue)).intoArray(dValues.array(), dValue);
            value += values.stride();
            dValue += dValues.stride();
        }
        return dot;
    }

    private static void scoreGradients(
            HeadLayout layout,
            int firstRow,
            int i,
            int column,
            FloatVector dot,
            Strided queries,
            Strided keys,
            Strided dQueries,
            Strided dKeys,
            float[] weights,
            int pair,
            float[] dWeights) {
        FloatVector query = load(queries.array(), queries.row(firstRow + i) + column);
        FloatVector dQuery = FloatVector.zero(FLOATS);
        int key = keys.row(firstRow) + column;
        int dKey = dKeys.row(firstRow) + column;
        for (int j = 0, at = pair; j <= i; j++, at += layout.stride()) {
            FloatVector centred = load(dWeights, j * LENGTH).sub(dot).mul(layout.scale());
            FloatVector dScore = load(weights, at).mul(centred);
            dQuery = dScore.fma(load(keys.array(), key), dQuery);
            dScore.fma(query, load(dKeys.array(), dKey)).intoArray(dKeys.array(), dKey);
            key += keys.stride();
            dKey += dKeys.stride();
        }
        int at = dQueries.row(firstRow + i) + column;
        dQuery.add(load(dQueries.array(), at)).intoArray(dQueries.array(), at);
    }

    private static FloatVector groupSum(FloatVector x, int headWidth) {
        FloatVector sum = x;
        if (headWidth > 1) {
            sum = sum.add(sum.rearrange(VectorConstants.SWAP_1));
        }
        if (headWidth > 2) {
            sum = sum.add(sum.rearrange(VectorConstants.SWAP_2));
        }
        if (headWidth > 4) {
            sum = sum.add(sum.rearrange(VectorConstants.SWAP_4));
        }
        if (headWidth > 8) {
            sum = sum.add(sum.rearrange(VectorConstants.SWAP_8));
        }
        return sum;
    }

    private static FloatVector mask(HeadLayout layout, int example, int i, int j, int column, int[] headOffsets) {
        IntVector index = IntVector.fromArray(INTS, headOffsets, column).add(layout.maskIndex(example, 0, i) + j);
        return VectorMath.dropoutFactors(
                index,
                (int) (layout.key() >>> 32),
                (int) layout.key(),
                DropoutMask.threshold(layout.dropout()),
                Float.floatToRawIntBits(1 / (1 - layout.dropout())));
    }

    /** For each lane of a row, how far its head is from the first one in the mask. */
    private static int[] headOffsets(HeadLayout layout) {
        int[] offsets = new int[layout.stride()];
        for (int lane = 0; lane < offsets.length; lane++) {
            offsets[lane] = lane / layout.headWidth() * layout.maskHeadStride();
        }
        return offsets;
    }
}
