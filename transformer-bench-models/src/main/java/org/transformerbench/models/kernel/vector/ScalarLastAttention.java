package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Strided;

/** {@link VectorLastAttention} number by number: the same weights, and the same sums in the same order. */
final class ScalarLastAttention {
    private final HeadLayout layout;
    private final int length;
    private final int positions;
    private final int stride;
    private final HeadGroup group;
    private final float[] sameHead;
    private final float[] products;
    private final float[] sums;

    private ScalarLastAttention(HeadGroup group, HeadLayout layout) {
        this.group = group;
        this.layout = layout;
        this.length = group.length();
        this.positions = layout.positions();
        this.stride = layout.stride();
        this.sameHead = new float[length * length];
        for (int i = 0; i < length * length; i++) {
            sameHead[i] = i / length / layout.headWidth() == i % length / layout.headWidth() ? 1 : 0;
        }
        this.products = new float[positions * length];
        this.sums = new float[positions * length];
    }

    static void forward(
            HeadGroup group,
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided out) {
        ScalarLastAttention attention = new ScalarLastAttention(group, layout);
        for (int example = 0; example < layout.examples(); example++) {
            for (int column = 0; column < attention.stride; column += attention.length) {
                attention.forward(example, column, queries, keys, values, weights, out);
            }
        }
    }

    private void forward(
            int example, int column, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        int query = queries.row(example) + column;
        for (int j = 0; j < positions; j++) {
            int key = keys.row(example * positions + j) + column;
            for (int lane = 0; lane < length; lane++) {
                products[j * length + lane] = queries.array()[query + lane] * layout.scale() * keys.array()[key + lane];
            }
        }
        sumHeads();
        group.softmax(sums, 0, length, positions);
        int at = example * positions * stride + column;
        for (int lane = 0; lane < length; lane++) {
            float mixed = 0;
            for (int j = 0; j < positions; j++) {
                float weight = sums[j * length + lane];
                weights[at + j * stride + lane] = weight;
                float value = values.array()[values.row(example * positions + j) + column + lane];
                mixed = Math.fma(weight * mask(example, column + lane, j), value, mixed);
            }
            out.array()[out.row(example) + column + lane] = mixed;
        }
    }

    private void sumHeads() {
        group.product(
                products, 0, length, 1, sameHead, 0, length, null, 0, 0, sums, 0, length, positions, length, length);
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
        ScalarLastAttention attention = new ScalarLastAttention(group, layout);
        for (int example = 0; example < layout.examples(); example++) {
            for (int column = 0; column < attention.stride; column += attention.length) {
                attention.valueGradients(example, column, weights, values, dOut, dValues);
                attention.scoreGradients(example, column, weights, queries, keys, dQueries, dKeys);
            }
        }
    }

    /** The gradients of the values, and, into {@code sums}, of the weights before dropout. */
    private void valueGradients(
            int example, int column, float[] weights, Strided values, Strided dOut, Strided dValues) {
        int at = example * positions * stride + column;
        int d = dOut.row(example) + column;
        for (int j = 0; j < positions; j++) {
            int value = values.row(example * positions + j) + column;
            int to = dValues.row(example * positions + j) + column;
            for (int lane = 0; lane < length; lane++) {
                float mask = mask(example, column + lane, j);
                float upstream = dOut.array()[d + lane];
                products[j * length + lane] = upstream * values.array()[value + lane] * mask;
                dValues.array()[to + lane] =
                        Math.fma(weights[at + j * stride + lane] * mask, upstream, dValues.array()[to + lane]);
            }
        }
        sumHeads();
    }

    private void scoreGradients(
            int example, int column, float[] weights, Strided queries, Strided keys, Strided dQueries, Strided dKeys) {
        int at = example * positions * stride + column;
        for (int lane = 0; lane < length; lane++) {
            float dot = 0;
            for (int j = 0; j < positions; j++) {
                dot = Math.fma(weights[at + j * stride + lane], sums[j * length + lane], dot);
            }
            float query = queries.array()[queries.row(example) + column + lane];
            float dQuery = 0;
            for (int j = 0; j < positions; j++) {
                float centred = (sums[j * length + lane] - dot) * layout.scale();
                float dScore = weights[at + j * stride + lane] * centred;
                int key = example * positions + j;
                dQuery = Math.fma(dScore, keys.array()[keys.row(key) + column + lane], dQuery);
                int to = dKeys.row(key) + column + lane;
                dKeys.array()[to] = Math.fma(dScore, query, dKeys.array()[to]);
            }
            dQueries.array()[dQueries.row(example) + column + lane] += dQuery;
        }
    }

    /** 1 without dropout: multiplying by it changes nothing. */
    private float mask(int example, int column, int key) {
        if (layout.dropout() == 0) {
            return 1;
        }
        int first = layout.maskIndex(example, 0, positions - 1) + column / layout.headWidth() * layout.maskHeadStride();
        return DropoutMask.factor(layout.key(), first + key, layout.dropout());
    }
}
