package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Strided;

/** {@link AttentionKernels#attention} over few positions as plain loops, head by head and pair by pair. */
final class PlainAttention {
    private final HeadLayout layout;
    private final int width;
    /** A query, times the scale. */
    private final float[] scaled;

    private PlainAttention(HeadLayout layout) {
        this.layout = layout;
        this.width = layout.headWidth();
        this.scaled = new float[width];
    }

    static void forward(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        PlainAttention attention = new PlainAttention(layout);
        int width = layout.headWidth();
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                int column = head * width;
                int pair = example * layout.pairs();
                for (int i = 0; i < layout.positions(); i++) {
                    int row = example * layout.positions() + i;
                    int firstKey = example * layout.positions();
                    attention.softmax(queries, queries.row(row) + column, keys, firstKey, column, weights, pair, i);
                    float[] y = out.array();
                    int target = out.row(row) + column;
                    Arrays.fill(y, target, target + width, 0);
                    for (int j = 0; j <= i; j++) {
                        float weight =
                                weights[(pair + j) * layout.stride() + column] * mask(layout, example, head, i, j);
                        int value = values.row(firstKey + j) + column;
                        for (int c = 0; c < width; c++) {
                            y[target + c] = Arithmetic.fma(weight, values.array()[value + c], y[target + c]);
                        }
                    }
                    pair += i + 1;
                }
            }
        }
    }

    private void softmax(
            Strided queries, int query, Strided keys, int firstKey, int column, float[] weights, int pair, int i) {
        for (int c = 0; c < width; c++) {
            scaled[c] = layout.scale() * queries.array()[query + c];
        }
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j <= i; j++) {
            float score = 0;
            int key = keys.row(firstKey + j) + column;
            for (int c = 0; c < width; c++) {
                score = Arithmetic.fma(keys.array()[key + c], scaled[c], score);
            }
            weights[(pair + j) * layout.stride() + column] = score;
            largest = Math.max(largest, score);
        }
        float sum = 0;
        for (int j = 0; j <= i; j++) {
            int at = (pair + j) * layout.stride() + column;
            weights[at] = FastMath.exp(weights[at] - largest);
            sum += weights[at];
        }
        float inverse = 1 / sum;
        for (int j = 0; j <= i; j++) {
            int at = (pair + j) * layout.stride() + column;
            Arrays.fill(weights, at, at + width, weights[at] * inverse);
        }
    }

    /** As {@link #backward}, with sums that are added when they are complete, as in blocks. */
    static void backwardApart(
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues) {
        int size = layout.examples() * layout.positions() * layout.stride();
        Strided ofQueries = new Strided(new float[size], 0, layout.stride());
        Strided ofKeys = new Strided(new float[size], 0, layout.stride());
        Strided ofValues = new Strided(new float[size], 0, layout.stride());
        backward(layout, queries, keys, values, weights, dOut, ofQueries, ofKeys, ofValues);
        add(ofQueries, layout, dQueries);
        add(ofKeys, layout, dKeys);
        add(ofValues, layout, dValues);
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
        int positions = layout.positions();
        int width = layout.headWidth();
        float[] dWeights = new float[positions];
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                int column = head * width;
                int pair = example * layout.pairs();
                int firstKey = example * positions;
                for (int i = 0; i < positions; i++) {
                    int target = dOut.row(firstKey + i) + column;
                    float dot = 0;
                    for (int j = 0; j <= i; j++) {
                        float weight = weights[(pair + j) * layout.stride() + column];
                        float mask = mask(layout, example, head, i, j);
                        float dropped = weight * mask;
                        int value = values.row(firstKey + j) + column;
                        int dValue = dValues.row(firstKey + j) + column;
                        float gradient = 0;
                        for (int c = 0; c < width; c++) {
                            float d = dOut.array()[target + c];
                            gradient = Arithmetic.fma(values.array()[value + c], d, gradient);
                            dValues.array()[dValue + c] = Arithmetic.fma(dropped, d, dValues.array()[dValue + c]);
                        }
                        dWeights[j] = gradient * mask;
                        dot = Arithmetic.fma(weight, dWeights[j], dot);
                    }
                    int query = queries.row(firstKey + i) + column;
                    int dQuery = dQueries.row(firstKey + i) + column;
                    for (int j = 0; j <= i; j++) {
                        float weight = weights[(pair + j) * layout.stride() + column];
                        float dScore = weight * ((dWeights[j] - dot) * layout.scale());
                        int key = keys.row(firstKey + j) + column;
                        int dKey = dKeys.row(firstKey + j) + column;
                        for (int c = 0; c < width; c++) {
                            dQueries.array()[dQuery + c] =
                                    Arithmetic.fma(dScore, keys.array()[key + c], dQueries.array()[dQuery + c]);
                            dKeys.array()[dKey + c] =
                                    Arithmetic.fma(dScore, queries.array()[query + c], dKeys.array()[dKey + c]);
                        }
                    }
                    pair += i + 1;
                }
            }
        }
    }

    private static void add(Strided gradient, HeadLayout layout, Strided rows) {
        for (int row = 0; row < layout.examples() * layout.positions(); row++) {
            int from = gradient.row(row);
            int to = rows.row(row);
            for (int i = 0; i < layout.heads() * layout.headWidth(); i++) {
                rows.array()[to + i] += gradient.array()[from + i];
            }
        }
    }

    private static float mask(HeadLayout layout, int example, int head, int i, int j) {
        return layout.dropout() == 0
                ? 1
                : DropoutMask.factor(layout.key(), layout.maskIndex(example, head, i) + j, layout.dropout());
    }
}
