package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Strided;

/** {@link AttentionKernels#attention} over few positions as plain loops, head by head and pair by pair. */
final class PlainAttention {
    private PlainAttention() {}

    static void forward(
            HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        int width = layout.headWidth();
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                int column = head * width;
                int pair = example * layout.pairs();
                for (int i = 0; i < layout.positions(); i++) {
                    int row = example * layout.positions() + i;
                    int firstKey = example * layout.positions();
                    softmax(layout, queries, queries.row(row) + column, keys, firstKey, column, weights, pair, i);
                    float[] y = out.array();
                    int target = out.row(row) + column;
                    Arrays.fill(y, target, target + width, 0);
                    for (int j = 0; j <= i; j++) {
                        float weight =
                                weights[(pair + j) * layout.stride() + column] * mask(layout, example, head, i, j);
                        int value = values.row(firstKey + j) + column;
                        for (int c = 0; c < width; c++) {
                            y[target + c] += weight * values.array()[value + c];
                        }
                    }
                    pair += i + 1;
                }
            }
        }
    }

    private static void softmax(
            HeadLayout layout,
            Strided queries,
            int query,
            Strided keys,
            int firstKey,
            int column,
            float[] weights,
            int pair,
            int i) {
        int width = layout.headWidth();
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j <= i; j++) {
            float score = 0;
            int key = keys.row(firstKey + j) + column;
            for (int c = 0; c < width; c++) {
                score += queries.array()[query + c] * keys.array()[key + c];
            }
            weights[(pair + j) * layout.stride() + column] = score;
            largest = Math.max(largest, score);
        }
        float sum = 0;
        for (int j = 0; j <= i; j++) {
            int at = (pair + j) * layout.stride() + column;
            weights[at] = FastMath.exp(layout.scale() * (weights[at] - largest));
            sum += weights[at];
        }
        for (int j = 0; j <= i; j++) {
            int at = (pair + j) * layout.stride() + column;
            Arrays.fill(weights, at, at + width, weights[at] / sum);
        }
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
        int width = layout.headWidth();
        float[] dWeights = new float[layout.positions()];
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                int column = head * width;
                int pair = example * layout.pairs();
                int firstKey = example * layout.positions();
                for (int i = 0; i < layout.positions(); i++) {
                    int target = dOut.row(firstKey + i) + column;
                    float dot = 0;
                    for (int j = 0; j <= i; j++) {
                        float weight = weights[(pair + j) * layout.stride() + column];
                        float mask = mask(layout, example, head, i, j);
                        int value = values.row(firstKey + j) + column;
                        int dValue = dValues.row(firstKey + j) + column;
                        float gradient = 0;
                        for (int c = 0; c < width; c++) {
                            gradient += dOut.array()[target + c] * values.array()[value + c];
                            dValues.array()[dValue + c] += weight * mask * dOut.array()[target + c];
                        }
                        dWeights[j] = gradient * mask;
                        dot += weight * dWeights[j];
                    }
                    int query = queries.row(firstKey + i) + column;
                    int dQuery = dQueries.row(firstKey + i) + column;
                    for (int j = 0; j <= i; j++) {
                        float dScore =
                                layout.scale() * weights[(pair + j) * layout.stride() + column] * (dWeights[j] - dot);
                        int key = keys.row(firstKey + j) + column;
                        int dKey = dKeys.row(firstKey + j) + column;
                        for (int c = 0; c < width; c++) {
                            dQueries.array()[dQuery + c] += dScore * keys.array()[key + c];
                            dKeys.array()[dKey + c] += dScore * queries.array()[query + c];
                        }
                    }
                    pair += i + 1;
                }
            }
        }
    }

    private static float mask(HeadLayout layout, int example, int head, int i, int j) {
        return layout.dropout() == 0
                ? 1
                : DropoutMask.factor(layout.key(), layout.maskIndex(example, head, i) + j, layout.dropout());
    }
}
